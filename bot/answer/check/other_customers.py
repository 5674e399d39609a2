"""Finds the names of customer accounts in a text, however they are written: what is one customer's is not another's."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

from bot.domain import Account
from bot.language.folding import digits_as_letters, folded
from bot.language.remembered import remembered

_LEGAL = frozenset(
    "inc corp corporation ltd limited llc llp plc gmbh ag kg se sa sas srl spa bv nv oy ab as co company group holding "  # noqa: SIM905
    "holdings pty".split()
)
_PART = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_MARKS = re.compile(r"(?<=\w)[*_~`]{1,3}(?=\w)")
_SHORT = 4  # letters; shorter names are looked for only as they are written, or every other word would hold one
_LONG = 5  # from here on also with signs or spaces between the letters
_LETTER = r"[^\W\d_]"


def others_named(text: str, customers: Iterable[str], asker: Account | None) -> Iterator[str]:
    """The accounts other than the asker's that a text names: in any case, joined or parted, as a part of an address or
    an id, in letters that look alike. What is a part of the asker's own name is not counted: acme in acme-eu."""
    readings, squeezed = _readings(text)
    own = asker.name if asker else ""
    spans = [[found.span() for p in _patterns(own) for found in p.finditer(reading)] for reading in readings]
    for name in customers:
        # A look for its letters is a hundred times quicker than the patterns, and most names are not there.
        if name.casefold() == own.casefold() or not any(core in squeezed for core in _cores(name)):
            continue
        if any(_stands(name, reading, known) for reading, known in zip(readings, spans, strict=True)):
            yield name


def is_named(text: str, customer: str) -> bool:
    """Whether a text names that account."""
    return next(others_named(text, (customer,), None), None) is not None


def _stands(name: str, reading: str, own: list[tuple[int, int]]) -> bool:
    found = (match.span() for pattern in _patterns(name) for match in pattern.finditer(reading))
    return any(not any(start <= at and to <= end for start, end in own) for at, to in found)


@remembered(1_000)
def _readings(text: str) -> tuple[tuple[str, ...], str]:
    """What a text may be read as, each folded, and all their letters and digits."""
    plain = html.unescape(text)
    plain = unquote(plain) if "%" in plain else plain
    parts = (_CAMEL.sub(" ", plain), plain, _MARKS.sub("", plain))
    found = list(dict.fromkeys(folded(part) for part in parts))
    found += [leet for reading in found if (leet := digits_as_letters(reading)) != reading]
    return tuple(found), "\n".join(_squeezed(reading) for reading in found)


def _squeezed(reading: str) -> str:
    return "".join(_PART.findall(reading))


@lru_cache(maxsize=4096)
def _names(customer: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name; also without "GmbH" and the like at its end."""
    words = tuple(_PART.findall(folded(customer)))
    bare = words
    while len(bare) > 1 and bare[-1] in _LEGAL:
        bare = bare[:-1]
    return tuple(dict.fromkeys(found for found in (words, bare) if found))


@lru_cache(maxsize=4096)
def _cores(customer: str) -> tuple[str, ...]:
    return tuple("".join(words) for words in _names(customer))


@lru_cache(maxsize=4096)
def _patterns(customer: str) -> tuple[re.Pattern[str], ...]:
    """What finds a name in a reading."""
    return tuple(pattern for words in _names(customer) for pattern in _patterns_of(words, folded(customer)))


def _patterns_of(words: tuple[str, ...], whole: str) -> Iterator[re.Pattern[str]]:
    core = "".join(words)
    if len(core) < _SHORT:
        written = r"[\W_]+".join(re.escape(part) for part in re.split(r"[\s_-]+", whole) if part)
        yield re.compile(rf"(?<!\w){written}(?!\w)")
        return
    before, after = _edge(core[0], "<!"), _edge(core[-1], "!")
    yield re.compile(before + r"[\W_]{0,3}".join(words) + after)
    if len(core) >= _LONG:
        yield re.compile(before + r"[^\w\s]{0,2}_?".join(core) + after)
        yield re.compile(before + r"[\W_]{1,3}".join(core) + after)


def _edge(letter: str, look: str) -> str:
    """Where a name begins or ends: no further letter, and after a digit no further digit."""
    return rf"(?{look}\d)" if letter.isdigit() else rf"(?{look}{_LETTER})"
