"""Reads whether the cited passages say what a sentence says: the entailment model beside signs in the wording."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.answer.check.evidence import Evidence
from bot.answer.check.evidence_windows import Window, window_for
from bot.answer.check.sentence import Judged, Layer
from bot.answer.check.wording_signs import Signs, signs
from bot.domain.ports import Entailment, EntailmentPair
from bot.language.sentences import Kind, Unit, cells
from bot.language.synonyms import in_words_of
from bot.language.words import plain_text

ENOUGH = 0.69  # support below which a sentence is marked
CLEAR = 0.8  # support from which no second opinion is asked for
_SHORT_ITEM = 8  # words
_LEAST = 1e-3  # chances are compared by their logarithms; below this the model is only sure in another way


class Features(NamedTuple):
    """What speaks for a sentence: how far the model's chance of "supported" is above those of "contradicted" and of
    "absent", as logarithms, and the signs of the same names."""

    over_contradicted: float
    over_absent: float
    covered: float
    covered_best: float
    runs: float
    facts_apart: float
    order: float
    negated_alone: float
    unnegated: float
    turned: float


# Logistic weights, fitted on statements about one product that the model was not trained on: docs/measurements.md.
WEIGHTS = Features(0.225, 0.431, 0.436, 0.629, 0.353, -0.33, -0.11, -0.18, -0.66, -2.5)
OFFSET = -1.925
# How far an answer as a whole rests on its sources: weights by rated answers, long ones over encyclopaedic passages.
_WORDING, _RUNS_OF_WORDING = 0.65, 0.6


@dataclass(frozen=True, slots=True)
class Entails:
    """A sentence and the passages that it cites."""

    text: str
    cited: tuple[Evidence, ...]


async def read(asked: Sequence[Entails], model: Entailment) -> list[Judged]:
    """The verdict on each sentence, one pair of the model each. Raises PermanentError."""
    windows = [window_for(each.text, each.cited) for each in asked]
    texts = [in_its_words(each.text, window) for each, window in zip(asked, windows, strict=True)]
    chosen = [(text, window) for text, window in zip(texts, windows, strict=True) if window is not None]
    chances = iter(await model.judge([pair(text, window) for text, window in chosen]))
    found = []
    for each, text, window in zip(asked, texts, windows, strict=True):
        if window is None:
            found.append(Judged(Layer.ENTAILMENT, 0.0, finding="no cited passage says anything"))
            continue
        supported, contradicted, absent = (float(chance) for chance in next(chances))
        own = signs(text, window, each.cited)
        likely = support(features((supported, contradicted, absent), own))
        finding = "" if likely >= ENOUGH else _finding(contradicted, absent, own, window)
        passage = None if finding else window.source.passage.id
        found.append(Judged(Layer.ENTAILMENT, likely, passage, finding, _rests(absent, own)))
    return found


def in_its_words(text: str, window: Window | None) -> str:
    """The sentence in the words of what it is judged by, where they mean the same: the model knows few of the words
    that may stand for each other."""
    return in_words_of(text, [plain_text(window.best.plain)]) if window else text


def pair(text: str, window: Window) -> EntailmentPair:
    """What the model is asked for a sentence."""
    sentences = tuple(plain_text(told) for unit in window.units for told in _told(unit))
    return EntailmentPair(plain_text(text), window.source.passage.title, sentences)


def _told(unit: Unit) -> tuple[str, ...]:
    """A unit as the model reads it best: a table row cell by cell, since it was trained on sentences; a short item of a
    list under its heading, which says what of."""
    if unit.kind is Kind.BULLET and unit.heading and len(unit.text.split()) <= _SHORT_ITEM:
        return (f"{unit.heading}: {unit.text}",)
    name, *values = cells(unit.text) if unit.kind is Kind.ROW else ("",)
    if len(values) < 2 or len(unit.columns) != len(values) + 1:
        return (unit.plain,)
    return tuple(f"{column}: {name} {value}." for column, value in zip(unit.columns[1:], values, strict=True) if value)


def features(chances: Sequence[float], own: Signs) -> Features:
    """The features of a sentence by the model's chances of supported, contradicted and absent, and its signs."""
    supported, contradicted, absent = (max(float(chance), _LEAST) for chance in chances)
    return Features(
        over_contradicted=math.log(supported / contradicted),
        over_absent=math.log(supported / absent),
        covered=own.covered,
        covered_best=own.covered_best,
        runs=own.runs,
        facts_apart=own.facts_apart,
        order=own.order,
        negated_alone=own.negated_alone,
        unnegated=own.unnegated,
        turned=float(bool(own.turned)),
    )


def support(found: Features, weights: Features = WEIGHTS, offset: float = OFFSET) -> float:
    """The chance, 0..1, that a sentence with these features is true by what it cites."""
    weight = offset + sum(by * value for by, value in zip(weights, found, strict=True))
    return 1 / (1 + math.exp(-weight))


def _rests(absent: float, own: Signs) -> float:
    wording = _RUNS_OF_WORDING * own.runs + (1 - _RUNS_OF_WORDING) * own.known
    return _WORDING * wording + (1 - _WORDING) * (1 - absent)


def _finding(contradicted: float, absent: float, own: Signs, window: Window) -> str:
    if own.turned:
        return own.turned
    if contradicted > absent:
        return f"the source seems to say otherwise: “{plain_text(window.best.plain)[:160]}”"
    return "no cited passage says this"
