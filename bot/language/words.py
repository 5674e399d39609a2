"""Words as they are compared between a question, an answer and its sources: lower case, without endings.

What is computed from a text alone is remembered: the sentences of a knowledge base come back with every question."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import TypeVar

from bot.language.remembered import remembered

T = TypeVar("T")

_WORD = re.compile(r"[^\W_][\w'’]*")
_POSSESSIVE = re.compile(r"'s?$")
_MARKUP = re.compile(r"!?\[([^\]\[]{0,300})\]\([^)\s]{0,500}\)|[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}")
_EMAIL = re.compile(r"\be[- ]mail", re.IGNORECASE)  # one word, however it is written
_ENDINGS: tuple[str, ...] = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "ions",
    "ion",
)
_ENDINGS += ("ed", "es", "ly", "s")
STOP_WORDS = frozenset(
    "a an the and or but if of to in on at for with by from as is are was were be been being it its this that these "  # noqa: SIM905
    "those there here i you he she we they them his her our your their my mine me us do does did done doing have has "
    "had having will would can could may might must shall should not no so than then too very just about into over "
    "under also which who whom whose what when where why how all any each some such only own same more most other "
    "between during both few nor s t don't doesn't isn't aren't can't won't i'm i've it's that's what's there's let "
    "get got gets now please hi hello hey thanks thank ok okay yes am up out one because while".split()
)


@remembered()
def plain_text(markdown: str) -> str:
    """Markdown without emphasis, code marks and link targets; words and punctuation stay."""
    return _MARKUP.sub(lambda found: found.group(1) or "", markdown)


def words(text: str) -> list[str]:
    """The words of a plain text, lower case, in order; a possessive ending is cut off."""
    return list(_words(text))


@remembered(1_000)  # stems remember what they made of them
def _words(text: str) -> tuple[str, ...]:
    found = _WORD.findall(_EMAIL.sub("email", text).lower().replace("’", "'"))
    return tuple(_POSSESSIVE.sub("", word) if "'" in word else word for word in found)


@remembered()
def stem(word: str) -> str:
    """A word without its ending, so that "exports", "exported" and "exporting" agree. Crude on purpose: only
    equality of stems matters, and a stem has at least four letters."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending).rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


@remembered()
def stems(text: str) -> tuple[str, ...]:
    """The stems of all words of a plain text, in order, stop words included."""
    return tuple(stem(word) for word in words(text))


@remembered()
def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order."""
    return tuple(stem(word) for word in words(text) if word not in STOP_WORDS)


def pairs(sequence: Sequence[str]) -> set[tuple[str, str]]:
    """Every two neighbours of a sequence."""
    return set(pairwise(sequence))


def share(part: Sequence[T], whole: Set[T], empty: float = 1.0) -> float:
    """The share of `part` found in `whole`, 0..1; `empty` where there is nothing to find."""
    return sum(item in whole for item in part) / len(part) if part else empty
