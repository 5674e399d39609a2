"""Words that stand for each other in the documentation of a product, and a statement said in its source's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.words import STOP_WORDS, stem

# Words that stand for each other in instructions; each row means one thing.
_ALIKE = (
    "can may could might able",
    "must need require has have",
    "select choose click press tap hit pick",
    "open go navigate",
    "sign log login signin",
    "enter type fill",
    "show display appear see shown",
    "user people person customer member everyone recipient",
    "get receive",
    "use using via through with",
    "remove delete",
    "make create add set",
    "app apps application applications",
    "mail email message",
    "option setting",
    "page screen",
    "begin start restart reset",
    "end stop",
    "change edit modify update",
    "cannot not",
    "also too well",
    "about around roughly",
    "once after when if",
    "every each all any",
    "let allow enable permit",
    "then",
    "work function",
    "right permission",
    "whole entire complete full",
    "stay remain keep",
    "current present",
    "directly straight",
    "tell say",
    "try test",
    "line command",
    "picture image photo",
    "folder directory",
    "wrong incorrect",
    "fix repair solve",
    "provide offer give deliver supply bring",
    "additional extra further",
    "head go navigate browse visit",
    "come return",
    "keep retain store save",
    "buy purchase",
    "allow permit let support",
    "help assist aid",
    "whenever wherever when where",
    "several multiple many",
    "forbid prevent block",
    "build make construct",
    "called named known",
    "normally typically usually generally",
    "allowed permission permitted",
)
# How often: "once a day", "only once". It is no "after", as in "once the day is over" it is.
ONCE_COUNTED = re.compile(
    r"\bonce(?=\s+(?:(?:an?|in|in\s+an?)\s+(?:second|minute|hour|day|night|week|fortnight|month|quarter|year|lifetime)|"
    r"per|every|each|or|daily|weekly|monthly|yearly|more|again|only)\b|\s*(?:[.,;:!?)]|$))|(?<=\bonly )once\b|"
    r"(?<=\bjust )once\b|(?<=\bat )once\b|(?<=\bthan )once\b",
    re.I,
)
_A = r"(?<!after )(?<!within )(?<!for )(?<!in )(?<!of )(?<!before )a "  # "after a day" is not daily
# The same for several words: what is said, and the word of the source that it stands for.
_PHRASES = tuple(
    (re.compile(rf"\b(?:{said})\b", re.I), word)
    for said, word in (
        ("by hand|yourself|on your own", "manually"),
        ("by itself|by themselves|on its own|on their own|of its own accord", "automatically"),
        ("at once|right away|straight away|instantly|without delay", "immediately"),
        ("(?:turn|switch)(?:ed)? off", "disabled"),
        ("(?:turn|switch)(?:ed)? on", "enabled"),
        ("(?:turn|switch)ing off", "disabling"),
        ("(?:turn|switch)ing on", "enabling"),
        ("free of charge|for free|at no cost", "free"),
        ("at most|as many as|not more than|no more than", "maximum"),
        ("at most|as many as|not more than|no more than", "up to"),
        ("at least", "minimum"),
        ("needn['’]t|need not|don['’]t have to|don['’]t need to", "not required to"),
        ("unless you change (?:it|this|that)|out of the box", "by default"),
        ("get(?:ting)? rid of|throw away", "delete"),
        ("many at once", "in bulk"),
        (rf"every month|each month|{_A}month", "monthly"),
        (rf"every year|each year|{_A}year", "yearly"),
        (rf"every day|each day|{_A}day", "daily"),
        (rf"every week|each week|{_A}week", "weekly"),
        ("for good|forever|irrevocably", "permanently"),
    )
)
_MEANS: dict[str, frozenset[str]] = {}  # the rows that a word is in
for _row in _ALIKE:
    for _word in _row.split():
        _MEANS[stem(_word)] = _MEANS.get(stem(_word), frozenset()) | {_row}
_WORD = re.compile(r"[^\W\d_]{3,}")


def meanings(word: str) -> frozenset[str]:
    """What a lower-case word may mean: words that share one of these stand for each other."""
    return _MEANS.get(stem(word), frozenset()) | {stem(word)}


def in_words_of(statement: str, sources: Sequence[str]) -> str:
    """The statement with its words exchanged for those of the sources that mean the same: "up to 20 people" beside
    "up to 20 recipients" is "up to 20 recipients". Words that the sources have stay. Both are plain texts."""
    told = [word.lower() for source in sources for word in _WORD.findall(ONCE_COUNTED.sub(" ", source))]
    run = " ".join(sources).lower()
    for phrase, word in _PHRASES:
        if word in run:
            statement = phrase.sub(word, statement)
    known = frozenset(stem(word.lower()) for source in sources for word in _WORD.findall(source))
    counted = {found.start() for found in ONCE_COUNTED.finditer(statement)}
    said = frozenset(stem(word.lower()) for word in _WORD.findall(statement))
    offered = {row: word for word in reversed(told) if stem(word) not in said for row in _MEANS.get(stem(word), ())}

    def exchanged(found: re.Match[str]) -> str:
        word = found.group()
        if found.start() in counted or word.lower() in STOP_WORDS or stem(word.lower()) in known or not word.islower():
            return word
        rows = _MEANS.get(stem(word), frozenset())
        return next((offered[row] for row in sorted(rows) if row in offered), word)

    return _WORD.sub(exchanged, statement)
