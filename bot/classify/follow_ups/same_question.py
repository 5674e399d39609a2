"""Whether a question asks again what an earlier one asked, from how near the two are and what sets them apart."""

from __future__ import annotations

import re

from bot.language.contradiction import OPPOSITES
from bot.language.words import stems

NEAR = 0.66
"""How much a question must be like an earlier one, 0..1, to be the same in other words."""
_OTHER_KIND = 0.15
# Kinds of questions, the first that matches counting: one of another kind wants something else of the same thing.
_KINDS = (
    ("amount", r"\bhow (?:many|much|big|large|long|often|far|fast)\b|\b(?:maximum|limit|price|costs?)\b|\bat most\b"),
    ("time", r"\bwhen\b|\bat (?:what|which) times?\b|\bhours\b"),
    ("person", r"\bwho\b"),
    ("after", r"\bwhat happens\b"),
    ("way", r"\bhow\b|\bwhere\b|\b(?:in )?which (?:menu|page|place)\b|\bwhat (?:must|should|do|are the steps)\b"),
    ("choice", r"\b(?:which|what)\b"),
    ("reason", r"\bwhy\b"),
    ("leave", r"^\W*(?:can|could|may|is|are|do|does|will)\b"),
)
_OF_KIND = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _KINDS)
# What one may ask as the other: "can I …, and how" for "how do I …", "why does it" for "how do I stop it".
_ALSO = {frozenset(pair) for pair in (("way", "leave"), ("amount", "time"), ("reason", "way"), ("choice", "leave"))}
_TURNING = re.compile(r"^(?:un|dis|down)(?=\w{4})")
_OTHER_WAY = (
    ("set up", "turn off"),
    ("turn on", "turn off"),
    ("switch on", "switch off"),
    ("log in", "log out"),
    ("sign in", "sign out"),
    ("print", "scan"),
    ("buy", "sell"),
)


def likeness(first: str, second: str, cosine: float) -> float:
    """How much two questions ask for one thing, 0..1: their cosine, less where they are of two kinds; 0 where one asks
    for the opposite of the other."""
    if _opposed(first.lower(), second.lower()):
        return 0.0
    return max(0.0, cosine - (_OTHER_KIND if _of_other_kind(first, second) else 0.0))


def kind_of(text: str) -> str:
    """What sort of thing a question wants; empty for what is no question."""
    return next((name for name, pattern in _OF_KIND if pattern.search(text)), "")


def _of_other_kind(first: str, second: str) -> bool:
    one, other = kind_of(first), kind_of(second)
    return bool(one and other) and one != other and frozenset((one, other)) not in _ALSO


def _opposed(first: str, second: str) -> bool:
    one, other = frozenset(stems(first)), frozenset(stems(second))
    if any(_apart(one, other, *pair) or _apart(other, one, *pair) for pair in OPPOSITES):
        return True
    said = ((first, second), (second, first))
    if any(a in here and b in there and b not in here for a, b in _OTHER_WAY for here, there in said):
        return True
    return _undone(one - other, other) or _undone(other - one, one)


def _apart(one: frozenset[str], other: frozenset[str], a: str, b: str) -> bool:
    return a in one and b in other and b not in one and a not in other


def _undone(only: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a word of one is a word of the other with a prefix that turns it, such as unarchive."""
    return any(_TURNING.sub("", word) in others for word in only if _TURNING.match(word))
