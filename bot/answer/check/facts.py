"""What a text states that can be compared exactly: amounts, dates, times, links, addresses and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.language.quantities import quantities

_URL = re.compile(r"\b(?:https?://|www\.|mailto:)[^\s<>()\[\]\"'|`*]+", re.I)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_TLD = "com|org|net|io|dev|app|example|co|eu|de|uk|us|ai"
_HOST = re.compile(rf"\b(?<!-)(?:[a-z0-9-]{{1,63}}\.){{1,8}}(?:{_TLD})\b(?:/[^\s<>()\[\]\"'|`*]*)?", re.I)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_DATE = re.compile(
    rf"\b(?P<y>\d{{4}})-(?P<m>\d{{2}})-(?P<d>\d{{2}})\b"
    rf"|\b(?P<n1>{_MONTH})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?:\s*,?\s+(?P<y1>\d{{4}}))?"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<n2>{_MONTH})\b\.?(?:\s*,?\s+(?P<y2>\d{{4}}))?",
    re.I,
)
_TIME = re.compile(
    r"\b(?P<h12>\d{1,2})(?::(?P<m12>\d{2}))?\s?(?P<half>[ap])\.?m\b\.?|\b(?P<h>\d{1,2}):(?P<m>\d{2})\b", re.I
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_VERSION = re.compile(r"\bv?(?P<n>\d+(?:\.\d+){2,})\b|\bv(?P<v>\d+(?:\.\d+)*)\b", re.I)
_PATH = re.compile(r"(?<![\w/.:])(?:~|\.{1,2})?/[\w.{}$-]+(?:/[\w.{}$-]+)*/?|\b[A-Z]:\\\\?[\w\\\\.-]+")
_LABEL = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|`(?P<code>[^`\n]+)`|[“\"](?P<quoted>[^”\"\n]{2,60})[”\"]")
_ITEM_TITLE = re.compile(r"^\s*(?:\*\*[^*\n]+:\*\*|\*\*[^*\n]+\*\*:)")  # an answer's own "**Limits:** ..."
_ITEM_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")  # an answer counts its own steps
_LOOK_BACK = 12  # characters; more would make long texts slow
_LONGEST_NAME = 6  # words; longer bold or quoted text is emphasis or speech
_LINK = re.compile(r"!?\[(?P<text>[^\]\[]{0,300})\]\([^)\s]{0,500}\)")
_CAPITAL = re.compile(r"(?<!\w)[A-Z][\w’'-]*(?:\s+(?:[A-Z][\w’'-]*))*")
_SHAPED = re.compile(r"\b(?:[a-z]?[A-Z]{2,}[a-z]?\w*|[A-Za-z]+[a-z][A-Z]\w*)\b")
_OPENS = re.compile(r"(?:^|[.!?:;\n(>•]\s*|^\s*(?:[-*+]|\d+[.)])\s+)[\"'“*_`]*$")
_NO_NAMES = frozenset(("i", "i'm", "i'll", "i've", "ok", "okay", "yes", "no", "note", "q", "a", "faq", "pm", "am"))
_NO_NAMES |= {"url", "urls", "id", "ids", "ui"}  # words like others, always in capitals
_NO_NAMES |= {"usd", "eur", "gbp", "kb", "mb", "gb", "tb"}  # compared as amounts


class FactKind(StrEnum):
    """The kinds of fact, as a finding names them."""

    NUMBER = "number"
    VERSION = "version"
    PATH = "path"
    DATE = "date"
    TIME = "time"
    URL = "link"
    EMAIL = "e-mail address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `key` is its normal form, `bare` a weaker form that also counts where a source leaves out the unit
    or the year, `unit` the dimension of an amount, `shown` how the text wrote it."""

    kind: FactKind
    key: str
    shown: str
    bare: str = ""
    unit: str = ""


def facts(text: str) -> tuple[Fact, ...]:
    """All facts in a Markdown text, in no particular order, without repeats."""
    return tuple(dict.fromkeys(_found(_ITEM_NUMBER.sub("", text))))


def missing(claimed: Iterable[Fact], sources: str) -> tuple[Fact, ...]:
    """Those of the claimed facts that the sources (one Markdown text) do not contain.

    An amount with a unit is also met by the bare amount (a table may name the unit in its header), a bare amount
    by one whose unit the claim names elsewhere ("5 or 10 days"); names by their words, in any case or number."""
    claimed = tuple(claimed)
    have = facts(sources)
    words = name_words(sources)
    units = {fact.unit for fact in claimed}
    return tuple(fact for fact in claimed if not _met(fact, have, words, units))


def _met(fact: Fact, have: tuple[Fact, ...], words: frozenset[str], units: set[str]) -> bool:
    """Whether one claimed fact is among those of the sources."""
    if fact.kind is FactKind.NAME:
        return name_words(fact.shown) <= words
    same = [other for other in have if other.kind is fact.kind]
    if any(other.key == fact.key for other in same):
        return True
    if fact.kind is FactKind.NUMBER and _YEAR.fullmatch(fact.key):
        return any(other.kind is FactKind.DATE and other.key.startswith(f"{fact.key}-") for other in have)
    if fact.kind is FactKind.DATE:
        return any(other.bare == fact.bare and fact.bare in (fact.key, other.key) for other in same)
    near = [other for other in same if fact.bare and other.bare == fact.bare]
    return any(not other.unit or (not fact.unit and other.unit in units) for other in near)


def name_words(text: str) -> frozenset[str]:
    """The words of a text as names are compared: lower case, without a plural or possessive s, or a closing quote."""
    return frozenset(re.sub(r"(?:['’]s?|(?<=[a-z]{3})s)$", "", w) for w in re.findall(r"\w[\w’']*", text.lower()))


def _found(text: str) -> Iterator[Fact]:
    """Peel off what could be mistaken for something else first: links, addresses, dates, times, then the rest."""
    rest = text
    for kind, pattern in ((FactKind.URL, _URL), (FactKind.EMAIL, _EMAIL), (FactKind.URL, _HOST)):
        for found in pattern.finditer(rest):
            shown = found.group().rstrip(".,;:!?")
            yield Fact(kind, re.sub(r"^(?:https?://|mailto:)?(?:www\.)?", "", shown.lower()).rstrip("/"), shown)
        rest = pattern.sub(" ", rest)
    for found in _PATH.finditer(rest):
        yield Fact(FactKind.PATH, found.group().strip("/.").lower(), found.group())
    rest = _PATH.sub(" ", rest)
    for found in _DATE.finditer(rest):
        yield _date(found)
    rest = _DATE.sub(" ", rest)
    for found in _TIME.finditer(rest):
        yield Fact(FactKind.TIME, _clock(found), found.group())
    rest = _TIME.sub(" ", rest)
    for found in _VERSION.finditer(rest):
        yield Fact(FactKind.VERSION, found["n"] or found["v"], found.group())
    for amount in quantities(rest):
        key = f"{amount.value:g} {amount.dimension}".strip()
        yield Fact(FactKind.NUMBER, key, amount.shown, bare=f"{amount.number:g}", unit=amount.dimension)
    for name in names(rest):
        yield Fact(FactKind.NAME, name.lower(), name)


def names(text: str) -> Iterator[str]:
    """Labels (bold, code, quoted) and words that look like names: capitalised inside a sentence, or oddly shaped.

    A capital at the start of a sentence says nothing, so such a word counts only by its shape."""
    text = _LINK.sub(lambda found: found.group("text"), text)
    for label in _LABEL.finditer(_ITEM_TITLE.sub("", text)):
        if len(label.group().split()) > _LONGEST_NAME:
            continue
        yield from (part.strip() for part in re.split(r"\s*>\s*", label.group(label.lastgroup or 0)) if part.strip())
    plain = re.sub(r"[*`]+", "", _ITEM_TITLE.sub("", text)).lstrip()
    for run in _CAPITAL.finditer(plain):
        words = run.group().split()
        before = plain[max(0, run.start() - _LOOK_BACK) : run.start()]
        if _OPENS.search(before if run.start() <= _LOOK_BACK else "x" + before):
            words = words[1:]
        if words and words[0].lower() not in _NO_NAMES:
            yield " ".join(words)
    yield from (shaped.group() for shaped in _SHAPED.finditer(plain) if shaped.group().lower() not in _NO_NAMES)


def _date(found: re.Match[str]) -> Fact:
    name, day = found["n1"] or found["n2"], found["d"] or found["d1"] or found["d2"]
    month = int(found["m"] or next(n for n, m in enumerate(_MONTHS, 1) if m.startswith(name.lower()[:3])))
    year = found["y"] or found["y1"] or found["y2"]
    short = f"{month:02}-{int(day):02}"
    return Fact(FactKind.DATE, f"{year}-{short}" if year else short, found.group(), bare=short)


def _clock(found: re.Match[str]) -> str:
    if found["half"] is None:
        return f"{int(found['h']):02}:{found['m']}"
    hour = int(found["h12"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    return f"{hour:02}:{found['m12'] or '00'}"
