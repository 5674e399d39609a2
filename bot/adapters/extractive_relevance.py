"""Whether passages answer a question at all: a calibrated chance, and what the question names that they lack."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.adapters.extractive_question import Question, absent
from bot.domain import Passage
from bot.pipeline.ports import Vectors
from bot.pipeline.sentences import Kind, Unit, units
from bot.pipeline.similarity import SentenceVectors, windows
from bot.pipeline.words import content_stems, plain_text, share

_WINDOW = 3  # sentences; shorter stretches lack context, longer ones dilute the answer
# Logistic regression on answerable-dev (mtRAG), classes weighted alike; `eval answerable` measures it again.
_MEANING, _TOGETHER, _INTERCEPT = 10.0, 0.5, -6.3
_SECOND = 0.25  # weight of the second best passage: an answer is rarely told in one place only


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage cut up: its quotable units, their vectors, and the cosine of each to the question (best wording)."""

    passage: Passage
    units: tuple[Unit, ...]
    vectors: Vectors
    cosines: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Relevance:
    """`chance` 0..1 that the passages hold the answer; `lacking` stems of the question's subject that none has;
    `closest` the cosine of the best stretch of each passage."""

    chance: float
    lacking: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    closest: tuple[float, ...] = ()


async def relevance(question: Question, passages: Sequence[Passage], vectors: SentenceVectors) -> Relevance:
    """Compare a question with passages. Raises PermanentError when texts cannot be embedded."""
    cut = [tuple(u for u in units(p.text) if u.kind not in (Kind.HEADING, Kind.TABLE_HEADER)) for p in passages]
    lines = [[plain_text(unit.plain) for unit in own] for own in cut]
    every = await vectors.of([*question.variants, *(line for own in lines for line in own)])
    asked, at = every[: len(question.variants)], len(question.variants)
    candidates = []
    closest = []
    for passage, own in zip(passages, cut, strict=True):
        rows = every[at : at + len(own)]
        at += len(own)
        cosines = (rows @ asked.T).max(axis=1) if len(rows) else np.zeros(0)
        candidates.append(Candidate(passage, own, rows, tuple(float(c) for c in cosines)))
        closest.append(float((windows(rows, _WINDOW) @ asked.T).max()) if len(rows) else 0.0)
    said = [frozenset(content_stems(plain_text(line))) for own in lines for line in own]
    best, second = (*sorted(closest, reverse=True), *closest[:1], 0.0)[:2]
    chance = _chance(question, (1 - _SECOND) * best + _SECOND * second, said)
    return Relevance(chance, lacking(question, passages), tuple(candidates), tuple(closest))


def lacking(question: Question, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Stems of the question's subject that neither texts nor titles nor headings nor product areas have."""
    heads = (" ".join((p.title, p.product_area.replace("-", " "), *p.heading_path)) for p in passages)
    source = frozenset(content_stems(plain_text("\n".join([*heads, *(p.text for p in passages)]))))
    return tuple(absent(question.subject, source))


def _chance(question: Question, meaning: float, said: Sequence[frozenset[str]]) -> float:
    """The calibrated chance from the closest stretches of text, and the question's words in any one unit."""
    asked = content_stems(question.text)
    together = max((share(asked, unit, 0.5) for unit in said), default=0.0)
    return 1 / (1 + math.exp(-(_INTERCEPT + _MEANING * meaning + _TOGETHER * together)))
