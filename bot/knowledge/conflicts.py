"""Finds pairs of passages that state different numbers, or opposite things, of the same subject."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.domain import Passage
from bot.knowledge.statements import Said, Statement, stated
from bot.language.contradiction import OPPOSED, Clause, clauses
from bot.language.words import content_stems, stem

# Share of words that two statements must have in common to be about one thing: lower, and limits of other objects
# are taken for contradictions; higher, and a reworded one is missed.
_ALIKE = 0.75
_ALIKE_TURNED = 0.9
_LEAST_WORDS_TURNED = 3
_MOST_WORDS_TURNED = 25
_LEAST_WORDS_COUNTED = 2
_LEAST_WORDS_LISTED = 3
_SIBLINGS = 0.5
# Words of a sentence that states something, or that make a number a limit.
_STATING = (
    "is are was were be isn't aren't has have had do does don't doesn't can cannot can't may must will won't takes "
    "keeps holds allows supports contains needs requires costs gets up most least maximum minimum max min limit "
    "default limited total"
)
_STATES = frozenset(map(stem, _STATING.split()))
_NO = re.compile(r"\b(?:no|none|without)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|cannot|unable)\b|n[’']t\b", re.IGNORECASE)
# Of some it may hold, and of others not; what stands below or above is not what stands there in the other article.
_OF_SOME = re.compile(r"\b(?:some|certain|several|many|most|few|below|above|following)\b", re.IGNORECASE)
# Words that say what is measured and not of what: "Minimum length of 2 characters".
_MEASURING = "minimum maximum min max length size width characters bytes words limit default value number"
_OF_MEASURE = frozenset(map(stem, _MEASURING.split()))
_CODE = re.compile(r"`+[^`]+`+")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that cannot both be right. `finding` says in a few words what differs."""

    one: Statement
    other: Statement
    finding: str


def conflicts(passages: Sequence[Passage]) -> list[Conflict]:
    """One conflict for each pair of passages of different articles, those that share most words first. Left out are
    articles for different plans, and articles whose titles differ in a name only: each speaks of its own."""
    said = [one for passage in passages for one in stated(passage)]
    found: dict[frozenset[str], tuple[int, Conflict]] = {}
    for one, other in _near(said):
        pair = frozenset((one.statement.passage.id, other.statement.passage.id))
        shared = len(one.clause.topic & other.clause.topic)
        finding = _differs(one, other)
        if finding and (pair not in found or found[pair][0] < shared):
            found[pair] = (shared, Conflict(one.statement, other.statement, finding))
    return [conflict for _, conflict in sorted(found.values(), key=lambda entry: -entry[0])]


def _near(said: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Pairs that share most of their words. Each is filed under its rarest words only: two that are alike enough
    must have one of those in common, so that not every pair need be compared."""
    counts = Counter(word for one in said for word in one.clause.topic)
    filed: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(said):
        topic = sorted(one.clause.topic, key=lambda word: (counts[word], word))
        for word in topic[: len(topic) - math.ceil(_ALIKE * len(topic)) + 1]:
            filed[word].append(number)
    pairs = {pair for numbers in filed.values() for pair in combinations(numbers, 2)}
    for a, b in sorted(pairs):
        if _comparable(said[a].statement.passage, said[b].statement.passage):
            yield said[a], said[b]


def _comparable(one: Passage, other: Passage) -> bool:
    if one.article_id == other.article_id:
        return False
    if one.plans and other.plans and set(one.plans).isdisjoint(other.plans):
        return False
    title, other_title = content_stems(one.title), content_stems(other.title)
    shared = len(set(title) & set(other_title))
    only_names_differ = shared >= _SIBLINGS * max(1, len(title), len(other_title)) or title[-1:] == other_title[-1:]
    return not only_names_differ or set(title) == set(other_title)


def _of_its_own(said: Said, rival: Said) -> bool:
    """Whether a statement names what its article, and not the other's statement or title, is about: the default port
    of Db2, in an article on Db2, is not that of Databricks."""
    title = set(content_stems(said.statement.passage.title)) - set(content_stems(rival.statement.passage.title))
    own, others = (set(content_stems(one.statement.text)) for one in (said, rival))
    # A name with a digit in it is no word of the clause (statements.py), and no other word of another clause counts.
    about = said.clause.topic | {word for word in own if any(sign.isdigit() for sign in word)}
    return bool(title & about - others)


def _differs(said: Said, rival: Said) -> str:
    one, other = said.clause, rival.clause
    alike = len(one.topic & other.topic) / len(one.topic | other.topic)
    if alike < _ALIKE or said.label != rival.label or _of_its_own(said, rival) or _of_its_own(rival, said):
        return ""
    amounts = _other_amount(one, other)
    if amounts:
        return amounts
    if alike < _ALIKE_TURNED or len(one.topic) < _LEAST_WORDS_TURNED or one.limits or other.limits:
        return ""
    turned = one.negated != other.negated and one.stems & OPPOSED == other.stems & OPPOSED
    turned = turned and _code(said) == _code(rival) and bool(one.stems & _STATES) and bool(other.stems & _STATES)
    whole = {_plainly(said), _plainly(rival)}
    return "one says yes, the other no" if turned and whole == {True, False} else ""


def _code(said: Said) -> frozenset[str]:
    return frozenset(_CODE.findall(said.statement.text))


def _plainly(said: Said) -> bool | None:
    """Whether a whole statement denies; None where it says too much for its clause to stand for it, speaks of some
    only, or says "no" of a thing ("no page edits are needed", "No. of invoices") and denies nothing that is done."""
    text = said.statement.text
    if len(text.split()) > _MOST_WORDS_TURNED or _OF_SOME.search(text) or (_NO.search(text) and not _NOT.search(text)):
        return None
    return any(clause.negated for clause in clauses(text))


def _other_amount(one: Clause, other: Clause) -> str:
    """Amounts of one kind that no amount of the other statement equals. Bare counts are compared only where both
    statements have one each, much to say in common, and words that make a number a limit, or a sentence: what they
    count is not seen, and "MKR 1000" or a line of an example's ledger states nothing."""
    if not (one.topic & other.topic) - _OF_MEASURE:
        return ""
    counted = len(one.topic & other.topic) >= _LEAST_WORDS_COUNTED and len(one.amounts) == len(other.amounts) == 1
    stated = bool(one.stems & _STATES) and bool(other.stems & _STATES)
    counted = counted and stated
    if not stated and min(len(one.topic), len(other.topic)) < _LEAST_WORDS_LISTED:
        return ""
    for amount in one.amounts:
        rivals = [rival for rival in other.amounts if rival.dimension == amount.dimension]
        if not amount.dimension and not counted:
            continue
        if rivals and not any(rival.value == amount.value for rival in rivals):
            return f"{amount.shown} or {rivals[0].shown}"
    return ""
