"""Which article answers a question, if any: a calibrated chance, and what the question names that none has."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.adapters.extractive_question import Question, absent
from bot.domain import ArticleId, Passage
from bot.pipeline.ports import Vectors
from bot.pipeline.quantities import quantities
from bot.pipeline.sentences import Kind, Unit, units
from bot.pipeline.similarity import SentenceVectors, windows
from bot.pipeline.words import content_stems, plain_text, share

_WINDOW = 3  # sentences; shorter stretches lack context, longer ones dilute the answer
# Logistic regressions, classes weighted alike. Where no search has scored the passages: on answerable-dev (mtRAG);
# `eval answerable` measures it again. The second best passage counts, for an answer is rarely told in one place only.
_MEANING, _TOGETHER, _INTERCEPT = 10.0, 0.5, -6.3
_SECOND = 0.25
# Where a search has: on 302 questions to kb_seed that an article answers, the same without that article (which count
# little), and 120 that nothing answers, half of them near misses. The closeness and the score of the article count
# against those of its rivals. A word that no passage has counts once, however many there are: in a hurry people use
# words that no article has, whatever they ask.
_CLOSE, _RIVAL_CLOSE, _SCORE, _RIVAL_SCORE, _LACKING, _OFFSET = 4.1, -1.5, 4.8, -2.4, -0.7, -3.0
_NO_RIVAL = 0.3  # the score of what a search just leaves out
_CLOSENESS = 0.35  # of the cosine beside the search's score, where an article is chosen; from the same questions


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage cut up: its quotable units, their vectors, and the cosine of each to the question (best wording)."""

    passage: Passage
    units: tuple[Unit, ...]
    vectors: Vectors
    cosines: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Relevance:
    """`article` is the one to answer from, None without passages; `chance` 0..1 that it does; `lacking` stems of the
    question's subject that no passage has, `unsaid` those of what it asks a yes or no about that the article itself
    has not; `closest` the cosine of the best stretch of each passage."""

    article: ArticleId | None
    chance: float
    lacking: tuple[str, ...]
    unsaid: tuple[str, ...]
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
    article, lacks = _article(passages, closest), lacking(question, passages)
    if any(passage.score for passage in passages):
        bare = not question.subject and len(question.variants) == 1  # "and per day?" with nothing said before
        chance = _chance(passages, closest, article, bool(lacks) or bare, _rivals(question, candidates, article))
    else:
        chance = _chance_by_itself(question, closest, said)
    unsaid = _lacking(question.whether, [passage for passage in passages if passage.article_id == article])
    return Relevance(article, chance, lacks, unsaid, tuple(candidates), tuple(closest))


def lacking(question: Question, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Stems of the question's subject that neither texts nor titles nor headings nor product areas have."""
    return _lacking(question.subject, passages)


def _lacking(stems: Sequence[str], passages: Sequence[Passage]) -> tuple[str, ...]:
    heads = (" ".join((p.title, p.product_area.replace("-", " "), *p.heading_path)) for p in passages)
    source = frozenset(content_stems(plain_text("\n".join([*heads, *(p.text for p in passages)]))))
    return tuple(absent(stems, source))


def _article(passages: Sequence[Passage], closest: Sequence[float]) -> ArticleId | None:
    """The article of the passage that fits best by the search's score and by its closest stretch."""
    fits = [passage.score + _CLOSENESS * close for passage, close in zip(passages, closest, strict=True)]
    return passages[fits.index(max(fits))].article_id if passages else None


def _chance(
    passages: Sequence[Passage], closest: Sequence[float], article: ArticleId | None, lacks: bool, rivals: Sequence[int]
) -> float:
    """The calibrated chance that an article answers, from its closeness and score, and those of its rivals."""
    own = [rank for rank, passage in enumerate(passages) if passage.article_id == article]
    close, score = max(closest[rank] for rank in own), max(passages[rank].score for rank in own)
    rival_close = max((closest[rank] for rank in rivals), default=0.0)
    rival_score = max((passages[rank].score for rank in rivals), default=_NO_RIVAL)
    for_it = _OFFSET + _CLOSE * close + _SCORE * score + _LACKING * lacks
    return _sigmoid(for_it + _RIVAL_CLOSE * rival_close + _RIVAL_SCORE * rival_score)


def _rivals(question: Question, candidates: Sequence[Candidate], article: ArticleId | None) -> list[int]:
    """The ranks of passages of other articles that could answer instead. Where an amount is asked for, and the article
    states one of that kind, others that state none could not."""
    stating = [any(dimensions(unit) & question.dimensions for unit in candidate.units) for candidate in candidates]
    others = [candidate.passage.article_id != article for candidate in candidates]
    stated = any(states and not other for states, other in zip(stating, others, strict=True))
    return [rank for rank, other in enumerate(others) if other and (stating[rank] or not stated)]


def dimensions(unit: Unit) -> frozenset[str]:
    """The kinds of amount in a unit; "clock" for times of day."""
    return _dimensions(unit.plain)


@lru_cache(maxsize=20_000)  # units come back with every question
def _dimensions(plain: str) -> frozenset[str]:
    found = {amount.dimension for amount in quantities(plain)}
    return frozenset(found | {"clock"} if re.search(r"\b\d{1,2}:\d{2}\b", plain) else found)


def _chance_by_itself(question: Question, closest: Sequence[float], said: Sequence[frozenset[str]]) -> float:
    """The calibrated chance from the closest stretches of text, and the question's words in any one unit."""
    best, second = (*sorted(closest, reverse=True), *closest[:1], 0.0)[:2]
    asked = content_stems(question.text)
    together = max((share(asked, unit, 0.5) for unit in said), default=0.0)
    meaning = (1 - _SECOND) * best + _SECOND * second
    return _sigmoid(_INTERCEPT + _MEANING * meaning + _TOGETHER * together)


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
