"""What a text states that can be compared exactly: amounts, dates, times, links, addresses and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.language.quantities import names_unit, quantities

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
# Names and keys that people write in more than one way.
_SPELLED = {"macos": "mac", "osx": "mac", "cmd": "command", "ctrl": "control", "admin": "administrator"}
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
_DOTTED = re.compile(r"(?<![\w@/.-])\w[\w-]*(?:\.[a-z][a-z0-9_-]+)+(?![\w-])")  # a file, a host, a setting
LABEL = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|`(?P<code>[^`\n]+)`|[“\"](?P<quoted>[^”\"\n]{2,60})[”\"]")
_ITEM_TITLE = re.compile(r"^\s*(?:\*\*[^*\n]+:\*\*|\*\*[^*\n]+\*\*:)")  # an answer's own "**Limits:** ..."
_ITEM_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")  # an answer counts its own steps
_LINE_NUMBER = re.compile(r"^[\s>]*\d{1,3}[.)]\s+", re.M)
_MENU_STEP = re.compile(r"\s*(?:>|→|->)\s*")
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


_PLACES = (FactKind.PATH, FactKind.URL)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `key` is its normal form, `bare` a weaker form that also counts where a source leaves out the unit
    or the year, `unit` the dimension of an amount, `shown` how the text wrote it. `label`: it is marked as what a
    screen shows."""

    kind: FactKind
    key: str
    shown: str
    bare: str = ""
    unit: str = ""
    label: bool = False


def facts(text: str) -> tuple[Fact, ...]:
    """All facts in a Markdown text, in no particular order, without repeats."""
    return tuple(dict.fromkeys(_found(_ITEM_NUMBER.sub("", text))))


def missing(claimed: Iterable[Fact], sources: str) -> tuple[Fact, ...]:
    """Those of the claimed facts that the sources (one Markdown text) do not contain.

    An amount with a unit is also met by the bare amount of a table, whose header may name the unit, or of a line that
    names it elsewhere; a bare amount by one whose unit the claim names elsewhere ("5 or 10 days"). Names are met by
    their words, in any case or number; what a screen shows by these words side by side."""
    claimed = tuple(claimed)
    if not claimed:
        return ()
    source = _source(sources)
    units = {fact.unit for fact in claimed}
    return tuple(fact for fact in claimed if not _met(fact, source, units))


@dataclass(frozen=True, slots=True)
class _Source:
    """What a claim's facts are looked for in: `bare` are the numbers that stand without a unit near one, `run` the
    words one after the other."""

    have: tuple[Fact, ...]
    words: frozenset[str]
    bare: frozenset[str]
    run: str


@lru_cache(maxsize=64)  # all sentences of an answer that cite the same passages share a source
def _source(text: str) -> _Source:
    bare = set()
    for line in text.split("\n"):
        amounts = () if _LINE_NUMBER.fullmatch(line) else tuple(quantities(_LINE_NUMBER.sub("", line)))
        if "|" in line or names_unit(line):
            bare |= {f"{amount.number:g}" for amount in amounts if not amount.dimension}
    return _Source(facts(text), name_words(text), frozenset(bare), _run(text))


def _met(fact: Fact, source: _Source, units: set[str]) -> bool:
    """Whether one claimed fact is among those of the source."""
    have = source.have
    if fact.kind is FactKind.NAME:
        words = name_words(fact.shown)
        return words <= source.words and not (fact.label and _shown_apart(fact.shown, source.run))
    same = [other for other in have if other.kind is fact.kind]
    if any(other.key == fact.key for other in same):
        return True
    if fact.kind is FactKind.PATH:  # a file by its name alone, a host by an address there
        return any(fact.key in re.split(r"[/:?#]", other.key) for other in have if other.kind in _PLACES)
    if fact.kind is FactKind.NUMBER and _YEAR.fullmatch(fact.key):
        return any(other.kind is FactKind.DATE and other.key.startswith(f"{fact.key}-") for other in have)
    if fact.kind is FactKind.DATE:
        return any(other.bare == fact.bare and fact.bare in (fact.key, other.key) for other in same)
    if fact.unit:
        return fact.kind is FactKind.NUMBER and fact.bare in source.bare
    return any(not other.unit or other.unit in units for other in same if fact.bare and other.bare == fact.bare)


def _shown_apart(label: str, run: str) -> bool:
    """Whether a label of several words, as a button has, stands nowhere in this order: "Restore backup" where the
    source has "Resume project" and "backups are kept"."""
    return label[:1].isupper() and len(label.split()) > 1 and _run(label) not in run


def _run(text: str) -> str:
    return f" {' '.join(_name_words(text))} "


def name_words(text: str) -> frozenset[str]:
    """The words of a text as names are compared: lower case, without a plural or possessive s, or a closing quote."""
    return frozenset(_name_words(text))


def _name_words(text: str) -> list[str]:
    said = (_SPELLED.get(word, word) for word in re.findall(r"\w[\w’']*", text.lower()))
    bare = (re.sub(r"(?:['’]s?|(?<=[a-z]{3})s)$", "", word) for word in said)
    return [_SPELLED.get(word, word) for word in bare]


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
    for found in _DOTTED.finditer(rest):
        yield Fact(FactKind.PATH, found.group().lower(), found.group())
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
    yield from (Fact(FactKind.NAME, name.lower(), name, label=True) for name in labels(rest))
    yield from (Fact(FactKind.NAME, name.lower(), name) for name in names(rest))


def labels(text: str) -> Iterator[str]:
    """What is marked as a name that a screen shows: in bold, as code, in quotation marks; a path by its steps."""
    text = _LINK.sub(lambda found: found.group("text"), text)
    for label in LABEL.finditer(_ITEM_TITLE.sub("", text)):
        if len(label.group().split()) <= _LONGEST_NAME:
            yield from (part.strip() for part in _MENU_STEP.split(label.group(label.lastgroup or 0)) if part.strip())


def names(text: str) -> Iterator[str]:
    """Words that look like names: capitalised inside a sentence, or oddly shaped.

    A capital at the start of a sentence says nothing, so such a word counts only by its shape."""
    text = _LINK.sub(lambda found: found.group("text"), text)
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
