"""Mends the slips that people make in the few words by which they say what an answer did."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from bot.language.remembered import remembered

_WORDS = tuple(
    "doesnt didnt isnt wasnt wont cant work works worked working help helps helped still error problem issue nothing "  # noqa: SIM905
    "wrong already tried again same thanks".split()
)
_SHORTEST = 4  # letters; in shorter ones a slip makes another word
_REAL = frozenset(
    "want went cent stall stills steel some sane sale name game came dame lame word words worker world wore worn worse "  # noqa: SIM905
    "worst walk held hell helper hero ears wring wrongs ready steady gain against rain issues problems errors tired "
    "tries thank tanks didn doesn isn wasn".split()
)


def mended(text: str) -> str:
    """The text with such words as "doenst" and "wrok" spelled out; what is a word of its own stays."""
    return re.sub(r"[^\W\d_]+", lambda found: _mended(found.group()), text)


@remembered()
def _mended(word: str) -> str:
    low = word.lower()
    if len(low) < _SHORTEST or low in _WORDS or low in _REAL:
        return word
    return next((known for known in _WORDS if _one_slip(low, known)), word)


def _one_slip(word: str, known: str) -> bool:
    """Whether they differ by two neighbouring letters that changed places, one letter too many, or one left out."""
    if OSA.distance(word, known, score_cutoff=1) != 1:
        return False
    # One letter for another makes other words; so does one more in front.
    return sorted(word) == sorted(known) if len(word) == len(known) else word[0] == known[0]
