"""The probability that the chosen units, and nothing else, are what was asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from bot.answer.engines.extractive.answer_probability import sigmoid
from bot.answer.engines.extractive.answerability import Answerability
from bot.answer.engines.extractive.select import Pick

_CLOSEST = 3  # units of the article
_EDGE = 0.01  # a probability's distance from 0 and 1 at least, where its logit is taken


class QuoteFeatures(NamedTuple):
    """What is known of a quotation. `fit` is how its best unit fits the question; `crowd` the mean fit of the article's
    closest units: where many fit alike, the best one is less sure to be the right one; `article` the logit of the
    probability that the article answers."""

    fit: float
    crowd: float
    article: float


# Fitted on products whose documentation no model of ours has seen: `python -m bot.evaluation.fit.quote_probability`.
WEIGHTS = QuoteFeatures(fit=9.5, crowd=-7.5, article=0.24)
OFFSET = -3.35


def quote_probability(features: QuoteFeatures, weights: QuoteFeatures = WEIGHTS, offset: float = OFFSET) -> float:
    """The probability 0..1 that the quotation gives what answers and nothing unasked."""
    return sigmoid(offset + sum(weight * value for weight, value in zip(weights, features, strict=True)))


def quote_features(found: Answerability, picks: Sequence[Pick]) -> QuoteFeatures | None:
    """The features of a choice that is not empty; None where no search has scored the passages."""
    if found.features is None:
        return None
    article = max(picks, key=lambda pick: pick.score).passage.article_id
    own = (fit for c in found.candidates if c.passage.article_id == article for fit in c.fits)
    closest = sorted(own, reverse=True)[:_CLOSEST]
    likely = min(1 - _EDGE, max(_EDGE, found.probability))
    return QuoteFeatures(
        fit=max(found.candidates[pick.rank].fits[pick.position] for pick in picks),
        crowd=sum(closest) / len(closest),
        article=math.log(likely / (1 - likely)),
    )
