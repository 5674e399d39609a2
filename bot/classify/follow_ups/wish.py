"""Whether a message wants something by itself, announces that something will be wanted, or adds to what was said."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.classify.follow_ups.patterns import any_of
from bot.classify.message_parts import tidy

_SHORT = 4  # words: what is so short and asks nothing adds to what was said


class Wish(StrEnum):
    """What a message is by itself."""

    OWN = "own"
    ANNOUNCED = "announced"
    ADDED = "added"


_GREETING = any_of("greeting.txt", r"^(?:", r"\b[\s,.:;!-]*)+")
_ANNOUNCES = any_of("announces.txt", r"\b", r"\b")
_JOINED = r"(?:(?:and|but|also|so|plus|another thing|btw|by the way|one more(?: thing)?|secondly?)\W+)*"
_ASKS = any_of("asks.txt", r"^\W*" + _JOINED, r"\b")
_REFERS = any_of("refers.txt", r"^\W*", r"\b")
_REFERS_BACK = re.compile(
    r"\b(?:need|want|use|get|see|disable|find|do|did|have|got|sent?|try|tried|like) (?:it|them|this|that|those)\b", re.I
)
_FAILS = any_of("fails.txt", r"(?:\b|(?=n't))", r"\b")
_SUBJECT = re.compile(r"^\W*(?:the|our|my|your|a|an|some|one of|all of|every)\s+\w+", re.I)


def wish_of(text: str) -> Wish:
    """What a message is, read without the one before it."""
    said = tidy(text)
    rest = _GREETING.sub("", said, count=1).strip(" ,.:;!?-")
    if not rest:
        return Wish.ANNOUNCED
    if _ASKS.match(rest):
        if _REFERS_BACK.search(rest):
            return Wish.ADDED
        return Wish.ANNOUNCED if _ANNOUNCES.search(rest) and len(rest.split()) <= 2 * _SHORT else Wish.OWN
    if _ANNOUNCES.search(rest):
        return Wish.ANNOUNCED
    if _REFERS.match(rest):
        return Wish.ADDED
    if _SUBJECT.match(rest) and _FAILS.search(rest):
        return Wish.OWN
    if len(rest.split()) <= _SHORT:
        return Wish.ADDED
    return Wish.OWN if "?" in said else Wish.ADDED
