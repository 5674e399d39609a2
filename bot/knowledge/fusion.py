"""Joins the dense and the BM25 list into one ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.knowledge.vector_engine import Hit, SparseVector

# Each list is divided by its best score. Few words say little to BM25, so with up to _FEW the cosine counts for more.
_FEW, _MANY = 5, 20
_OF_FEW, _OF_MANY = 0.65, 0.55
DEPTH = 200  # of each list; deeper ones gain little


class Ranked(NamedTuple):
    """A key with its fused score 0..1 and its cosine; the cosine is a bound where only BM25 found the key."""

    key: int
    score: float
    cosine: float


def dense_share(words: SparseVector) -> float:
    """The share 0..1 of the cosines for a question of these words."""
    told = (sum(words.values) - _FEW) / (_MANY - _FEW)
    return _OF_FEW + (_OF_MANY - _OF_FEW) * min(1.0, max(0.0, told))


def fuse(dense: Sequence[Hit], words: Sequence[Hit], share: float, depth: int = DEPTH) -> list[Ranked]:
    """The mix of both scores, `share` of it dense, best first. A key that a full list lacks counts as that list's
    last."""
    cosines = {hit.key: max(hit.score, 0.0) for hit in dense}
    weights = {hit.key: hit.score for hit in words}
    top_dense = max(cosines.values(), default=0.0) or 1.0
    top_words = max(weights.values(), default=0.0) or 1.0
    least_dense = min(cosines.values(), default=0.0) if len(dense) >= depth else 0.0
    least_words = min(weights.values(), default=0.0) if len(words) >= depth else 0.0
    of_cosine, of_words = share / top_dense, (1 - share) / top_words
    ranked = []  # plain tuples sort by themselves, best first
    for key in {**cosines, **weights}:
        cosine = cosines.get(key, least_dense)
        ranked.append((-(of_cosine * cosine + of_words * weights.get(key, least_words)), key, cosine))
    return [Ranked(key, -score, cosine) for score, key, cosine in sorted(ranked)]
