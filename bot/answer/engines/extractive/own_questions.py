"""Questions that an article asks itself, as in a list of frequent ones: none is quoted, and what follows answers it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.procedures import announces
from bot.language.sentences import Unit
from bot.language.words import plain_text

_TAG = re.compile(r"</?[a-z][^>]*>", re.I)


def quotable_fits(units: Sequence[Unit], fits: Sequence[float]) -> list[float | None]:
    """How well each unit fits the customer's question: None for a question and for mere tags, and for the paragraph
    after a question at least what the question itself has."""
    found: list[float | None] = []
    asked, block = 0.0, -1
    for unit, fit in zip(units, fits, strict=True):
        said = plain_text(_TAG.sub("", unit.text)).strip()
        if said.endswith("?"):
            asked, block = fit, -1
            found.append(None)
            continue
        if asked and block < 0 and said:
            block = unit.block
        if asked and unit.block != block and said:
            asked = 0.0
        found.append(max(fit, asked) if said else None)
    return found


def leads_in(unit: Unit) -> bool:
    """Whether a unit only announces what comes after it: "**Common mistakes:**"."""
    return announces(plain_text(unit.text))
