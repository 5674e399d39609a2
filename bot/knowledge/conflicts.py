"""Finds pairs of passages that state different numbers, or opposite things, of the same subject."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.domain import Passage
from bot.knowledge.statements import Said, Statement, stated
from bot.language.contradiction import Clause
from bot.language.words import content_stems

# Share of words that two statements must have in common to be about one thing: lower, and limits of other objects
# are taken for contradictions; higher, and a reworded one is missed.
_ALIKE = 0.75
_ALIKE_TURNED = 0.85
_LEAST_WORDS_TURNED = 3
_LEAST_WORDS_COUNTED = 2
_SIBLINGS = 0.5


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
    title, other_title = set(content_stems(one.title)), set(content_stems(other.title))
    only_names_differ = len(title & other_title) >= _SIBLINGS * max(1, len(title), len(other_title))
    return not only_names_differ or title == other_title


def _differs(said: Said, rival: Said) -> str:
    one, other = said.clause, rival.clause
    alike = len(one.topic & other.topic) / len(one.topic | other.topic)
    if alike < _ALIKE or said.label != rival.label:
        return ""
    amounts = _other_amount(one, other)
    if amounts:
        return amounts
    if alike < _ALIKE_TURNED or len(one.topic) < _LEAST_WORDS_TURNED or one.limits or other.limits:
        return ""
    return "one says yes, the other no" if one.negated != other.negated else ""


def _other_amount(one: Clause, other: Clause) -> str:
    """Amounts of one kind that no amount of the other statement equals. Bare counts are compared only where both
    statements have one each and much to say in common, for what they count is not seen."""
    shared = len(one.topic & other.topic)
    for amount in one.amounts:
        rivals = [rival for rival in other.amounts if rival.dimension == amount.dimension]
        if not amount.dimension and (shared < _LEAST_WORDS_COUNTED or len(one.amounts) != 1 or len(other.amounts) != 1):
            continue
        if rivals and not any(rival.value == amount.value for rival in rivals):
            return f"{amount.shown} or {rivals[0].shown}"
    return ""
