"""Steps are quoted as one: all of a procedure with what stands in its steps, or none of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.language.blocks import TOLD_STEP
from bot.language.sentences import Kind, Unit
from bot.language.words import plain_text

MOST_STEPS = 12  # longer lists are not quoted whole
_WORDS = 350  # the check lets no longer answer pass
_WORD = re.compile(r"\w+")
_FIRST = re.compile(r"(?:^|\n)(?:>\s?|\s)*[01][.)]\s+$")


def procedures(units: Sequence[Unit]) -> Mapping[int, tuple[int, ...]]:
    """The positions of each procedure's units, by its number."""
    found: dict[int, list[int]] = {}
    for position, unit in enumerate(units):
        if unit.procedure:
            found.setdefault(unit.procedure, []).append(position)
    return {number: tuple(own) for number, own in found.items()}


def quotable(units: Sequence[Unit], own: Sequence[int]) -> bool:
    """Whether the units at these positions are a procedure from its first step on, short enough to be quoted."""
    first = units[own[0]]
    told = TOLD_STEP.match(first.text)
    if told:
        begins = int(told[1] or told[2]) == 1
        steps = sum(TOLD_STEP.match(units[at].text) is not None for at in own)
    else:
        begins = first.kind is Kind.STEP and _FIRST.search(first.lead) is not None
        steps = sum(units[at].kind is Kind.STEP and _margin(units[at]) == _margin(first) for at in own)
    words = sum(len(_WORD.findall(plain_text(units[at].text))) for at in own)
    return begins and steps <= MOST_STEPS and words <= _WORDS


def _margin(unit: Unit) -> str:
    """What stands before the number of a step, which tells at what depth it is."""
    return re.split(r"\d", unit.lead.rpartition("\n")[2], maxsplit=1)[0]
