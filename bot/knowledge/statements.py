"""What an article states as a fact: sentences without examples, conditions and code, and without digits that name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain import Passage
from bot.language.contradiction import Clause, clauses, unit_clauses
from bot.language.sentences import Kind, Unit, units
from bot.language.words import plain_text, stem
from bot.language.words import words as words_of

_LEAST_WORDS = 2
_WORDY = 5
_RELATIVE = frozenset(map(stem, ("which", "that", "it", "this", "these", "they", "who")))
_MEASURES = frozenset(
    map(stem, ("day", "days", "week", "month", "months", "year", "hour", "hours", "minute", "within", "up", "most"))
)
# Digits that name something say nothing of how much: code, addresses, versions, ids, hosts, ports, dates, steps.
_NAMING = re.compile(
    r"``?[^`]*``?|\b\w+://\S+|\bwww\.\S+|\S+@\S+|\b\d{1,3}(?:\.\d{1,3}){2,}(?::\d+)?\b|\bv\d+(?:\.\d+)*\b|"
    r"(?:\b(?:version|release|port|step|chapter|section|part|phase|level|option|issue|pull request|figure|line|"
    r"python|node|php|ruby|java|ubuntu|debian|postgres\w*|mysql|http|ipv|oauth|tls|rfc|iso|utf|sha|level|api)s?"
    r"[ -]?#?)\d[\w.]*|"
    r"\b(?=\w*\d)(?=\w*[A-Za-z])(?!\d+(?:[kmgt]b?|ms|s|h|d|min|hrs?|x)\b)[\w-]*\w\b|\b[0-9a-f]{7,}\b|#\d+|"
    r"\b(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?\b|<[^>]*>|\{[^}]*\}|\$\{?\w+\}?|(?:^|\s)--?[a-z][\w-]*",
    re.IGNORECASE,
)
# What holds in an example, or under a condition, is no fact that another article could deny.
_SUPPOSED = re.compile(
    r"\b(?:if|unless|suppose|for example|for instance|e\.g\.|such as|let'?s|say,|imagine|"
    r"in (?:this|such an?) (?:example|guide|case)|"
    r"unlike|in contrast to|compared (?:to|with)|"
    r"when|once|while|example|instead|otherwise|except|without|we|i|our|my)\b",
    re.IGNORECASE,
)
# What was news when it was written, or holds of some versions, need not hold today.
_DATED = re.compile(
    r"^\W*(?:updat|upgrad|add|fix|chang|remov|improv|bump|introduc|releas|migrat|mov|renam)ed\b|"
    r"\b(?:now|newly|no longer|previously|formerly|used to|anymore|any more)\b|"
    r"\b(?:before|after|as of|since|until|till|prior to|from|in|starting with|later than|older than|below|above)"
    r"\s+(?:the\s+)?(?:version|release|v)?\s*v?\d+\.\d|\b(?:old|older|earlier|newer|later|legacy) versions?\b",
    re.IGNORECASE,
)
# Notes of a release say what a version brought.
_NOTES = re.compile(
    r"\b(?:release notes?|change ?log|what'?s new|release history)\b|"
    r"\b(?:beta |bugfix )?(?:release|version)s? v?\d|\bv\d+[ ._]\d",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?P<label>[^:.]{0,40}):\s")
_CODE_SIGNS = re.compile(r"[{}\\=<>]|::|&&")
_MOST_SIGNS = 2
_MOST_LABELS = 2  # more of them are a log, or a form that was filled in


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, step or table row of a passage, as written."""

    passage: Passage
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """One clause of a statement. `label` are the words before a colon, that say what the rest is of."""

    statement: Statement
    clause: Clause
    label: frozenset[str] = frozenset()


def stated(passage: Passage) -> Iterator[Said]:
    """Everything that a passage states; nothing where its article tells what a version brought."""
    if _NOTES.search(passage.title):
        return
    for unit in units(passage.text):
        if unit.kind in (Kind.HEADING, Kind.TABLE_HEADER, Kind.CODE) or _is_supposed(unit.plain):
            continue
        label = _LABEL.match(plain_text(unit.plain))
        if label and not label["label"].strip():
            continue  # a table's row that does not say what it is of
        # All its words: "Delivered" and "Not delivered" are two things.
        words = frozenset(map(stem, words_of(label["label"]))) if label else frozenset()
        for clause in _clauses(unit):
            topic = clause.topic - _MEASURES
            if len(topic) >= _LEAST_WORDS:
                yield Said(Statement(passage, unit.plain), replace(clause, topic=topic), words)


def _is_supposed(text: str) -> bool:
    return (
        bool(_SUPPOSED.search(text) or _DATED.search(text))
        or text.rstrip(" *_").endswith(("?", ":"))
        or len(_CODE_SIGNS.findall(text)) > _MOST_SIGNS
        or len(re.findall(r"\w:\s", text)) > _MOST_LABELS
    )


def _clauses(unit: Unit) -> tuple[Clause, ...]:
    plain = replace(unit, text=_NAMING.sub(" ", unit.text))
    if unit.kind is Kind.ROW:
        return unit_clauses(plain)
    # "…, which takes up to 2 days" says nothing of what takes them: only clauses with a subject of their own.
    return tuple(clause for clause in clauses(plain.text) if not _RELATIVE & clause.stems or len(clause.topic) > _WORDY)
