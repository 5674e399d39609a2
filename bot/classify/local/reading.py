"""From shares to a classification: several intents in one message, what escalates, and what is no request at all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np

from bot.classify.local.features import Floats
from bot.classify.local.model import Predictions
from bot.classify.question_shape import asks
from bot.domain import Classification, IntentScore

LAYER = "local"
# Silence is the one mistake nobody sees, so a message must be clearly chatter to be left alone.
_CHATTER_FROM = 0.6
_CHATTER_QUESTION_FROM = 0.9
# A part is a piece of context more often than a wish, so it must be clearer than a whole message.
_PART_ESCALATES_FROM = 0.8
_STRANGE_ESCALATES_FROM = 0.9  # another language, or no language: the shares mean little there
_QUESTION_ESCALATES_FROM = 0.65  # how something is done is seldom a wish, and a wish put so is clear
_PART_WANTS_FROM = 0.5
_MOST_INTENTS = 4


@dataclass(frozen=True, slots=True)
class Kinds:
    """Names of the escalate-at-once intents and of those that are no request; `floor` is the share from which a
    second intent counts, 0..1."""

    escalate: frozenset[str] = frozenset()
    chatter: frozenset[str] = frozenset()
    floor: float = 0.35


@dataclass(frozen=True, slots=True)
class Reading:
    """A classification, and how surely the message belongs to any known intent, 0..1."""

    classification: Classification
    in_scope: float


@dataclass(frozen=True, slots=True)
class _Part:
    shares: Floats
    in_scope: float
    chatter: float
    escalate: float

    @property
    def wants_something(self) -> bool:
        return self.chatter < _PART_WANTS_FROM and self.in_scope >= 0.5


def read(
    labels: tuple[str, ...], predictions: Predictions, kinds: Kinds, escalate_floor: float, text: str, follow_up: bool
) -> Reading:
    """Row 0 of `predictions` is the whole message; with `follow_up` row 1 is it after the message before; the rest
    are its parts."""
    strict = np.array([label in kinds.escalate for label in labels])
    idle = np.array([label in kinds.chatter for label in labels])
    rows = [
        _Part(shares, float(fits), float(shares[idle].sum()), float(shares[strict].sum()))
        for shares, fits in zip(predictions.shares, predictions.in_scope, strict=True)
    ]
    whole, parts = rows[0], rows[1 + follow_up :]
    names = np.array(labels)
    floor = max(escalate_floor, _QUESTION_ESCALATES_FROM) if asks(text) else escalate_floor
    escalate = _escalated(whole, parts, names, strict, floor)
    inquires = "?" in text and len(text.split()) > 3
    idle_from = _CHATTER_QUESTION_FROM if inquires else _CHATTER_FROM
    wanting = [part for part in parts if part.wants_something]
    if whole.chatter >= idle_from and whole.in_scope >= 0.5 and not escalate and not wanting:
        best = IntentScore(str(names[idle][whole.shares[idle].argmax()]), _share(whole.chatter))
        return Reading(Classification((best,), chatter=True, layers=(LAYER,)), whole.in_scope)
    main = _main(rows, wanting, idle, follow_up)
    fits = max(part.in_scope for part in (main, *wanting))
    scores = _scores(main, wanting, names, idle, kinds.floor)
    if fits < 0.5:
        scores = tuple(IntentScore(score.name, _share(score.confidence * fits)) for score in scores)
    found = Classification(scores, out_of_scope=fits < 0.5, escalate=escalate, layers=(LAYER,))
    return Reading(found, fits)


def _main(rows: list[_Part], wanting: list[_Part], idle: np.ndarray, follow_up: bool) -> _Part:
    """What speaks for the message: the whole, or it without small talk or after the message before, if clearer."""
    whole = rows[0]
    others = rows[1:2] if follow_up and whole.in_scope < 0.5 else []
    if len(wanting) == 1 and whole.chatter >= 0.2:
        others = [*others, wanting[0]]
    return max((whole, *others), key=lambda part: float(part.shares[~idle].max(initial=0.0)))


def _escalated(
    whole: _Part, parts: list[_Part], names: np.ndarray, strict: np.ndarray, floor: float
) -> tuple[str, ...]:
    """Escalate-at-once intents in the whole or in a part of it that is clear by itself, the surest first."""
    if not strict.any():
        return ()
    seen: dict[str, float] = {}
    enough = floor if whole.in_scope >= 0.5 else _STRANGE_ESCALATES_FROM
    heard = [whole] if whole.escalate >= enough else []
    heard += [part for part in parts if part.escalate >= _PART_ESCALATES_FROM and part.in_scope >= 0.5]
    for part in heard:
        ranked = sorted(zip(part.shares[strict], names[strict], strict=True), reverse=True)
        counted = ranked[:1] + [pair for pair in ranked[1:] if pair[0] >= floor]
        for share, name in counted:
            seen[str(name)] = max(float(share), seen.get(str(name), 0.0))
    return tuple(sorted(seen, key=lambda name: -seen[name]))


def _scores(
    main: _Part, wanting: list[_Part], names: np.ndarray, idle: np.ndarray, floor: float
) -> tuple[IntentScore, ...]:
    """The best intent with its calibrated share, then others above the floor, none surer than the best."""
    eligible = ~idle if not idle.all() else idle
    ranked = [int(number) for number in np.argsort(-main.shares) if eligible[number]]
    best, top = ranked[0], float(main.shares[ranked[0]])
    beside: dict[int, float] = {}
    for part in chain([main], wanting):
        for number in np.flatnonzero(eligible & (part.shares >= floor)):
            beside[int(number)] = max(float(part.shares[number]), beside.get(int(number), 0.0))
    beside.pop(best, None)
    others = sorted(beside, key=lambda number: -beside[number])[: _MOST_INTENTS - 1]
    listed = [(best, top), *((number, min(top, beside[number])) for number in others)]
    return tuple(IntentScore(str(names[number]), _share(share)) for number, share in listed)


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)
