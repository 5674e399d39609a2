"""The usual figures for rankings: recall, reciprocal rank, discounted gain."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from statistics import mean

CUTS = (1, 3, 5, 10)
_DEPTH = 10


def recall(ranking: Sequence[str], relevant: Collection[str], cut: int) -> float:
    """The share of `relevant`, not empty, within the first `cut`."""
    return sum(id_ in relevant for id_ in ranking[:cut]) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """One over the rank of the first relevant id within ten; 0 without one."""
    return next((1 / rank for rank, id_ in enumerate(ranking[:_DEPTH], 1) if id_ in relevant), 0.0)


def ndcg(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Discounted gain of the first ten, as a share of the best possible."""
    gain = sum(1 / math.log2(rank + 1) for rank, id_ in enumerate(ranking[:_DEPTH], 1) if id_ in relevant)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(_DEPTH, len(relevant)) + 1))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed (nearest rank); 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def figures(
    rankings: Sequence[Sequence[str]], relevant: Sequence[Collection[str]], ms: Sequence[float]
) -> dict[str, float]:
    """All figures of one system over the queries, times in milliseconds."""
    pairs = list(zip(rankings, relevant, strict=True))
    found = {f"recall@{cut}": mean(recall(r, wanted, cut) for r, wanted in pairs) for cut in CUTS}
    found["mrr@10"] = mean(reciprocal_rank(r, wanted) for r, wanted in pairs)
    found["ndcg@10"] = mean(ndcg(r, wanted) for r, wanted in pairs)
    rounded = {name: round(value, 4) for name, value in found.items()}
    return rounded | {"p50_ms": round(percentile(ms, 0.5), 2), "p95_ms": round(percentile(ms, 0.95), 2)}
