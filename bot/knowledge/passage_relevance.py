"""How likely a passage answers a question: a calibrated number, so that "nothing here answers this" is a result."""

from __future__ import annotations

import math

from bot.knowledge.vector_engine import Rarity, SparseVector

# Fitted on questions with right and nearest wrong passages: `python -m bot.evaluation.fit.passage_relevance`.
COSINE, COVERAGE, OFFSET = 5.6, 2.5, -3.5


def coverage(query: SparseVector, passage: SparseVector, rarity: Rarity) -> float:
    """The share 0..1 of the query's words that the passage holds, rare words counting more; 0 without words."""
    held = set(passage.indices)
    weights = [(index, value * rarity.of(index)) for index, value in zip(query.indices, query.values, strict=True)]
    whole = sum(weight for _, weight in weights)
    return sum(weight for index, weight in weights if index in held) / whole if whole else 0.0


def relevance(cosine: float, covered: float) -> float:
    """The probability 0..1 that a passage of that cosine and coverage answers."""
    return 1 / (1 + math.exp(-(COSINE * cosine + COVERAGE * covered + OFFSET)))
