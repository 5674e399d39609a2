"""Which article answers a question, if any: a calibrated probability, and what the question names that none has."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.answer.engines.extractive.answer_probability import Features, answer_probability, sigmoid
from bot.answer.engines.extractive.question import MONEY, Question, absent
from bot.domain import ArticleId, Passage
from bot.language.quantities import quantities
from bot.language.remembered import PASSAGE, PASSAGES, remembered
from bot.language.sentence_vectors import SentenceVectors, windows
from bot.language.sentences import Kind, Unit, units, with_heading
from bot.language.words import content_stems, plain_text, share

_WINDOW = 3  # sentences; shorter stretches lack context, longer ones dilute the answer
# Where no search has scored the passages; classes weighted alike; `eval answerable` measures it again. The second best
# passage counts, for an answer is rarely told in one place only.
_MEANING, _TOGETHER, _INTERCEPT = 10.0, 0.5, -6.3
_SECOND = 0.25
_NO_RIVAL = 0.15  # the score of what a search just leaves out
_LONGEST = 30  # words; in a longer message most are not the question's
_HEADED = 0.7  # of a unit's fit that is read with its heading in front; it decides half as often which unit is right
# Of the cosine beside the search's score, where an article is chosen.
_CLOSENESS = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage cut up: its quotable units, the cosine of each to the question (best wording), and how each fits the
    question: the same, mostly with the heading that it stands under in front."""

    passage: Passage
    units: tuple[Unit, ...]
    cosines: tuple[float, ...]
    fits: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Answerability:
    """`article` is the one to answer from, None without passages; `probability` 0..1 that it does; `lacking` stems
    of the question's subject that no passage has, `unsaid` those of what it asks a yes or no about that the article
    itself has not; `partly` when that article lacks something the question names or asks for, so that however near it
    is it may answer another question; `closest` the cosine of the best stretch of each passage; `features` what the
    probability was computed from, None where no search has scored the passages."""

    article: ArticleId | None
    probability: float
    lacking: tuple[str, ...]
    unsaid: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    partly: bool = False
    features: Features | None = None


async def assess(question: Question, passages: Sequence[Passage], vectors: SentenceVectors) -> Answerability:
    """Compare a question with passages. Raises PermanentError when texts cannot be embedded."""
    cut = [tuple(u for u in units(p.text) if u.kind not in (Kind.HEADING, Kind.TABLE_HEADER)) for p in passages]
    lines = [[plain_text(unit.plain) for unit in own] for own in cut]
    under = [[with_heading(unit, p.title) for unit in own] for p, own in zip(passages, cut, strict=True)]
    every = await vectors.embed(
        [*question.variants, *(line for own in lines for line in own), *(line for own in under for line in own)]
    )
    asked, at = every[: len(question.variants)], len(question.variants)
    behind = sum(map(len, lines))  # where the same units stand with their headings
    candidates = []
    closest = []
    for passage, own in zip(passages, cut, strict=True):
        rows, headed = every[at : at + len(own)], every[at + behind : at + behind + len(own)]
        at += len(own)
        cosines = (rows @ asked.T).max(axis=1) if len(rows) else np.zeros(0)
        fits = (1 - _HEADED) * cosines + _HEADED * ((headed @ asked.T).max(axis=1) if len(rows) else 0.0)
        candidates.append(Candidate(passage, own, tuple(map(float, cosines)), tuple(map(float, fits))))
        closest.append(float((windows(rows, _WINDOW) @ asked.T).max()) if len(rows) else 0.0)
    said = [frozenset(content_stems(plain_text(line))) for own in lines for line in own]
    article, lacks = _article(passages, closest), lacking(question, passages)
    features = _features(question, candidates, article) if any(passage.score for passage in passages) else None
    likely = answer_probability(features) if features else _without_search(question, closest, said)
    chosen = [candidate for candidate in candidates if candidate.passage.article_id == article]
    unsaid = _lacking(question.whether, [candidate.passage for candidate in chosen])
    partly = bool(unsaid) or _partly(question, chosen)
    return Answerability(article, likely, lacks, unsaid, tuple(candidates), partly, features)


def _partly(question: Question, own: Sequence[Candidate]) -> bool:
    """Whether an article lacks something that the question names, or an amount of the kind that it asks for."""
    if _lacking(question.capital, [candidate.passage for candidate in own]):
        return True
    asked = question.dimensions - {""}  # "how many" is answered by any number
    stated = frozenset(kind for candidate in own for unit in candidate.units for kind in dimensions(unit))
    return not (states_amount(asked, stated) and states_amount(asked & MONEY, stated))


def states_amount(asked: frozenset[str], stated: frozenset[str]) -> bool:
    """Whether one of the kinds of amount that are asked for is among the stated ones; also where none is asked for."""
    return not asked or bool(asked & stated)


def lacking(question: Question, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Stems of the question's subject that neither texts nor titles nor headings nor product areas have."""
    return _lacking(question.subject, passages)


def _lacking(stems: Sequence[str], passages: Sequence[Passage]) -> tuple[str, ...]:
    heads = (" ".join((p.title, p.product_area.replace("-", " "), *p.heading_path)) for p in passages)
    source = frozenset(word for text in (*heads, *(p.text for p in passages)) for word in _words(text))
    return tuple(absent(stems, source))


@remembered(2 * PASSAGES, PASSAGE)  # passages come back with every question
def _words(markdown: str) -> frozenset[str]:
    return frozenset(content_stems(plain_text(markdown)))


def _article(passages: Sequence[Passage], closest: Sequence[float]) -> ArticleId | None:
    """The article of the passage that fits best by the search's score and by its closest stretch."""
    fits = [passage.score + _CLOSENESS * close for passage, close in zip(passages, closest, strict=True)]
    return passages[fits.index(max(fits))].article_id if passages else None


def _features(question: Question, candidates: Sequence[Candidate], article: ArticleId | None) -> Features:
    """What speaks for and against the article, which is one of the candidates'."""
    own = [rank for rank, candidate in enumerate(candidates) if candidate.passage.article_id == article]
    rivals = _rivals(question, candidates, article)
    passages = [candidates[rank].passage for rank in own]
    bare = not question.subject and len(question.variants) == 1  # "and per day?" with nothing said before
    return Features(
        unit=max(max(candidates[rank].cosines, default=0.0) for rank in own),
        score=max(passage.score for passage in passages),
        rival_score=max((candidates[rank].passage.score for rank in rivals), default=_NO_RIVAL),
        lacking=1.0 if bare else _missing(question.subject, passages),
        unsaid=_missing(question.whether, passages),
        length=math.log(1 + min(_LONGEST, len(question.text.split()))),
    )


def _missing(stems: Sequence[str], passages: Sequence[Passage]) -> float:
    """The share 0..1 of the stems that the passages have not; 0 of none."""
    return len(_lacking(stems, passages)) / max(1, len(stems))


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


@remembered()  # units come back with every question
def _dimensions(plain: str) -> frozenset[str]:
    found = {amount.dimension for amount in quantities(plain)}
    return frozenset(found | {"clock"} if re.search(r"\b\d{1,2}:\d{2}\b", plain) else found)


def _without_search(question: Question, closest: Sequence[float], said: Sequence[frozenset[str]]) -> float:
    """The calibrated probability from the closest stretches of text, and the question's words in any one unit."""
    best, second = (*sorted(closest, reverse=True), *closest[:1], 0.0)[:2]
    asked = content_stems(question.text)
    together = max((share(asked, unit, 0.5) for unit in said), default=0.0)
    meaning = (1 - _SECOND) * best + _SECOND * second
    return sigmoid(_INTERCEPT + _MEANING * meaning + _TOGETHER * together)
