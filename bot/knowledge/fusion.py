"""Joins the dense list, the BM25 list and the nearest sentences into one ranking."""

from __future__ import annotations

from typing import NamedTuple

from bot.knowledge.vector_engine import TOLD_DEPTH, Found, Hit, SparseVector

# Each list is divided by its best score. Few words say little to BM25, so with up to _FEW the cosine counts for more.
_FEW, _MANY = 5, 20
_OF_FEW, _OF_MANY = 0.65, 0.55
# What the nearest sentence counts beside both lists together: an answer often is one sentence of a passage about much
# else. Long messages and whole conversations tell of more than one sentence says.
_SHORT, _LONG = 8, 16
_TOLD_OF_SHORT, _TOLD_OF_LONG = 1.0, 0.1
DEPTH = 200  # of each list; deeper ones gain little


class Ranked(NamedTuple):
    """A key with its fused score 0..1 and its cosine; the cosine is a bound where only BM25 found the key."""

    key: int
    score: float
    cosine: float


def dense_share(words: SparseVector) -> float:
    """The share 0..1 of the cosines beside BM25 for a question of these words."""
    return _OF_FEW + (_OF_MANY - _OF_FEW) * _between(words, _FEW, _MANY)


def told_weight(words: SparseVector) -> float:
    """What the nearest sentence counts beside both lists for a question of these words."""
    return _TOLD_OF_SHORT + (_TOLD_OF_LONG - _TOLD_OF_SHORT) * _between(words, _SHORT, _LONG)


def _between(words: SparseVector, few: float, many: float) -> float:
    """0 up to `few` words, 1 from `many` on, and a straight line between."""
    return min(1.0, max(0.0, (sum(words.values) - few) / (many - few)))


def fuse(found: Found, share: float, of_told: float = 0.0, depth: int = DEPTH) -> list[Ranked]:
    """The mix of all scores, best first: `share` of the two lists is dense, and the nearest sentence counts `of_told`
    beside both together. A key that a full list lacks counts as that list's last."""
    near, words, told = _Scores(found.near, depth), _Scores(found.words, depth), _Scores(found.told, TOLD_DEPTH)
    weight = of_told if found.told else 0.0
    of_cosine, of_words, of_sentence = (part / (1 + weight) for part in (share, 1 - share, weight))
    ranked = []  # plain tuples sort by themselves, best first
    for key in {**near.of, **words.of}:
        cosine = near.of.get(key, near.least)
        score = of_cosine * cosine / near.top + of_words * words.of.get(key, words.least) / words.top
        ranked.append((-(score + of_sentence * told.of.get(key, told.least) / told.top), key, cosine))
    return [Ranked(key, -score, cosine) for score, key, cosine in sorted(ranked)]


class _Scores:
    """One list's scores by key; `least` is what a key counts that it lacks."""

    def __init__(self, hits: list[Hit], depth: int) -> None:
        self.of = {hit.key: max(hit.score, 0.0) for hit in hits}
        self.top = max(self.of.values(), default=0.0) or 1.0
        self.least = min(self.of.values(), default=0.0) if len(hits) >= depth else 0.0
