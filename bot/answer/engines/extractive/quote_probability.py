"""The probability that the chosen units, and nothing else, are what was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.answer.engines.extractive.answer_probability import sigmoid
from bot.answer.engines.extractive.answerability import Answerability
from bot.answer.engines.extractive.question import Question
from bot.answer.engines.extractive.reading import part_of_answer
from bot.answer.engines.extractive.select import Pick
from bot.domain.reading import Reader

_CLOSEST = 3  # units of the article


class QuoteFeatures(NamedTuple):
    """What is known of a quotation. `fit` is how its best unit fits the question; `crowd` the mean fit of the article's
    closest units: where many fit alike, the best one is less sure to be the right one; `part` what the reader says of
    the units quoted (reading.py)."""

    fit: float
    crowd: float
    part: float


# Fitted on products whose documentation no model of ours has seen: `python -m bot.evaluation.fit.quote_probability`.
WEIGHTS = QuoteFeatures(fit=16.6, crowd=-12.5, part=0.42)
OFFSET = -4.35


def quote_probability(features: QuoteFeatures, weights: QuoteFeatures = WEIGHTS, offset: float = OFFSET) -> float:
    """The probability 0..1 that the quotation gives what answers and nothing unasked."""
    return sigmoid(offset + sum(weight * value for weight, value in zip(weights, features, strict=True)))


async def quote_features(
    question: Question, found: Answerability, picks: Sequence[Pick], reader: Reader
) -> QuoteFeatures | None:
    """The features of a choice that is not empty; None where no search has scored the passages.
    Raises PermanentError."""
    if found.features is None:
        return None
    article = max(picks, key=lambda pick: pick.score).passage.article_id
    own = (fit for c in found.candidates if c.passage.article_id == article for fit in c.fits)
    closest = sorted(own, reverse=True)[:_CLOSEST]
    return QuoteFeatures(
        fit=max(found.candidates[pick.rank].fits[pick.position] for pick in picks),
        crowd=sum(closest) / len(closest),
        part=await part_of_answer(question, found.candidates, picks, reader),
    )
