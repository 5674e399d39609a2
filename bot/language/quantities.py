"""Amounts in running text, with their units brought to one scale: "1,000", "ten files", "$20", "24 hours", "15 %"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"us\$|[$€£%]|\d{1,3}(?:[, \u202f’']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+|\S", re.I)
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_WORDS = {word: n for n, word in enumerate(f"{_SMALL} seventeen eighteen nineteen".split())}
_WORDS |= {"dozen": 12, "twice": 2}
_TENS = {
    w: 10 * n for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3}
_CURRENCIES = {"$": "usd", "us$": "usd", "usd": "usd", "dollar": "usd", "€": "eur", "eur": "eur", "euro": "eur"}
_CURRENCIES |= {"£": "gbp", "gbp": "gbp", "pound": "gbp"}
_UNITS = {
    **dict.fromkeys(("%", "percent"), ("percent", 1.0)),
    **dict.fromkeys(("kb", "kilobyte"), ("byte", 1e3)),
    **dict.fromkeys(("mb", "megabyte"), ("byte", 1e6)),
    **dict.fromkeys(("gb", "gigabyte"), ("byte", 1e9)),
    **dict.fromkeys(("tb", "terabyte"), ("byte", 1e12)),
    **dict.fromkeys(("ms", "millisecond"), ("second", 1e-3)),
    **dict.fromkeys(("second", "sec"), ("second", 1.0)),
    **dict.fromkeys(("minute", "min"), ("second", 60.0)),
    **dict.fromkeys(("hour", "hr"), ("second", 3600.0)),
    "day": ("second", 86_400.0),
    "week": ("second", 604_800.0),
    "month": ("month", 1.0),
    "year": ("month", 12.0),
}
# What is made of digits and is no amount: clock times, dates, versions, addresses.
_NO_AMOUNT = re.compile(
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{4}-\d{2}-\d{2}\b|\bv?\d+(?:\.\d+){2,}\b|\bv\d+(?:\.\d+)*\b", re.I
)
_LISTING = (["are"], ["these"], ["the"], ["following"], ["main"], ["those"])
_BETWEEN = frozenset(("business", "working", "calendar", "full", "more", "consecutive", "-", "\u2011"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """`number` as written; `value` in base units of `dimension` (second, month, byte, percent, a currency, or none)."""

    number: float
    value: float
    dimension: str
    shown: str
    start: int = 0


def quantities(text: str) -> Iterator[Quantity]:
    """Every amount in a text. Small number words count only where they state something."""
    text = _NO_AMOUNT.sub(lambda found: " " * len(found.group()), text)
    tokens = list(_TOKEN.finditer(text))
    words = [token.group().lower() for token in tokens]
    at = 0
    while at < len(words):
        number, end = _number(words, at)
        if number is None:
            at += 1
            continue
        dimension, factor, last = _unit(words, at, end)
        if dimension or not _counts_the_answer(words, at):
            shown = text[tokens[at].start() : tokens[last - 1].end()]
            yield Quantity(number, number * factor, dimension, shown, tokens[at].start())
        at = end


def names_unit(text: str) -> bool:
    """Whether a text names a unit anywhere: "the number of days", "storage in GB"."""
    return any(word in _UNITS or word.removesuffix("s") in _UNITS for word in re.findall(r"[a-z%]+", text.lower()))


def _counts_the_answer(words: list[str], at: int) -> bool:
    """Whether a bare number word is a pronoun ("one of these") or counts what the text itself lists ("there are two
    ways", "these three steps", "three settings: ..."), which no source needs to state."""
    if words[at] not in ("two", "three", "four"):
        return words[at] == "one"
    return words[at - 1 : at] in _LISTING or ":" in words[at + 2 : at + 4]


def _number(words: list[str], at: int) -> tuple[float | None, int]:
    """The number that starts at a token, and the index after it."""
    word = words[at]
    if word[0].isdecimal():  # "²" is a digit, and no number
        number = float(re.sub(r"[^\d.]", "", word))
    elif word in _TENS:
        number = float(_TENS[word])
        step = at + (2 if words[at + 1 : at + 2] == ["-"] else 1)
        if step < len(words) and 0 < _WORDS.get(words[step], 0) < 10:
            number, at = number + _WORDS[words[step]], step
    elif word in _WORDS:
        number = float(_WORDS[word])
    else:
        return None, at
    if at + 1 < len(words) and words[at + 1] in _SCALES:
        return number * _SCALES[words[at + 1]], at + 2
    return number, at + 1


def _unit(words: list[str], at: int, end: int) -> tuple[str, float, int]:
    """(dimension, factor to its base unit, index after the unit) of the number between two tokens."""
    if at and words[at - 1] in _CURRENCIES and len(words[at - 1]) < 4:
        return _CURRENCIES[words[at - 1]], 1.0, end
    step = end
    while step < len(words) and words[step] in _BETWEEN:
        step += 1
    if step == len(words):
        return "", 1.0, end
    word = words[step] if words[step] in _UNITS else words[step].removesuffix("s")
    if word in _UNITS:
        return *_UNITS[word], step + 1
    if word in _CURRENCIES and len(word) > 2:
        return _CURRENCIES[word], 1.0, step + 1
    return "", 1.0, end
