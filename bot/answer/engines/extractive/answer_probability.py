"""The calibrated probability that an article answers a question, from features of both."""

from __future__ import annotations

import math
from typing import NamedTuple


class Features(NamedTuple):
    """What is known of an article beside its rivals, the other articles found, for one question.

    `unit` is the cosine of its closest unit; `score` and `rival_score` what the search gave; `lacking` the share 0..1
    of the question's subject that the article has not, `unsaid` the same of what it asks a yes or no about; `length`
    the logarithm of the question's words, up to some: as close to a long question is closer than to a short one."""

    unit: float
    score: float
    rival_score: float
    lacking: float
    unsaid: float
    length: float


# Fitted on questions of people who have not read the articles: `python -m bot.evaluation.fit.answer_probability`.
WEIGHTS = Features(unit=6.2, score=4.6, rival_score=-5.2, lacking=-0.7, unsaid=-1.5, length=0.75)
OFFSET = -4.4


def answer_probability(features: Features, weights: Features = WEIGHTS, offset: float = OFFSET) -> float:
    """The probability 0..1 that the article answers."""
    return sigmoid(offset + sum(weight * value for weight, value in zip(weights, features, strict=True)))


def sigmoid(logit: float) -> float:
    """The share 0..1 of a logit."""
    return 1 / (1 + math.exp(-logit))
