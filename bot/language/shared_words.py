"""Whether two questions are alike by the words that they share: a rule without a model."""

from __future__ import annotations

import re

from bot.language.remembered import PASSAGE, PASSAGES, remembered

ALIKE = 0.5  # share of common words


def shared_words(one: str, other: str) -> float:
    """The words that both texts have, as a share 0..1 of those that either has (Jaccard 1901)."""
    mine, theirs = _words(one), _words(other)
    return len(mine & theirs) / max(1, len(mine | theirs))


def like_questions(one: str, other: str) -> bool:
    """Whether half of their words are common."""
    return shared_words(one, other) >= ALIKE


@remembered(PASSAGES, PASSAGE)  # one text is compared with many
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))
