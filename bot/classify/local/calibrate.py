"""Makes confidence mean something: temperature, scope and escalation floor from predictions on texts left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from bot.classify.local.features import Counts, Floats, Ints
from bot.classify.local.fit import ROUGH, are_many, fit
from bot.classify.local.model import IntentModel, Scope, softmax
from bot.domain.ports import Vectors

_FOLDS = 5
_ONE_FOLD_FROM = 2500  # from here one fold in five is enough to calibrate on, and five fits would take minutes
_TEMPERATURES = np.geomspace(0.05, 20, 121)
_REFUSED_IN_SCOPE = 0.02  # share of texts that do belong to an intent and are called out of scope all the same
_STEEPNESS = 2.0
_ESCALATE_RECALL = 0.985
_ESCALATE_FLOOR = (0.5, 0.6)  # below it neighbours are taken for them, above it the angry and misspelt are missed
_LOWEST_FLOOR = 0.35  # for a model that learned from reviews, to find what the policy's alone finds


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """For n texts: n-gram `counts`, `vectors` (n, dim) and `targets` (n,), numbers into `labels`. The `outside` texts
    are known to fit no intent. `anchors` counts the first rows, which stay in training in every fold, `reviewed` the
    last ones, which are no examples of the policy. `recall` is the share of its escalate-at-once examples that must be
    found when they are left out."""

    counts: Sequence[Counts]
    vectors: Vectors
    targets: Ints
    labels: Sequence[str]
    outside_counts: Sequence[Counts]
    outside_vectors: Vectors
    escalate: frozenset[str]
    anchors: int = 0
    reviewed: int = 0
    recall: float = 0.0

    @property
    def many(self) -> bool:
        """Which head is fitted, in the folds as well: by the policy's own texts, so that reviews change none."""
        return are_many(len(self.counts) - self.reviewed)


@dataclass(frozen=True, slots=True)
class _LeftOut:
    logits: Floats
    nearest: Floats
    targets: Ints
    outside_logits: Floats
    outside_nearest: Floats
    own: NDArray[np.bool_]


def train(data: TrainingSet) -> IntentModel:
    """A calibrated model: fitted on everything, calibrated on what its folds had not seen."""
    # Matrices this small gain nothing from threads, which spin on a busy machine.
    with threadpool_limits(1, user_api="blas"):
        return _train(data)


def _train(data: TrainingSet) -> IntentModel:
    model = fit(data.counts, data.vectors, data.targets, data.labels, many=data.many)
    left_out = _cross_validate(data)
    if left_out is None:
        return model
    temperature = best_temperature(left_out.logits, left_out.targets)
    floor, recall = _escalate_floor(softmax(left_out.logits / temperature), left_out, data)
    return replace(model, temperature=temperature, scope=_scope(left_out), escalate_floor=floor, escalate_recall=recall)


def best_temperature(logits: Floats, targets: Ints) -> float:
    """The divisor of `logits` (n, k) under which `targets` (n,) are likeliest."""
    rows = np.arange(len(targets))
    losses = []
    for temperature in _TEMPERATURES:
        scaled = logits / temperature
        top = scaled.max(axis=1)
        losses.append(float(np.mean(top + np.log(np.exp(scaled - top[:, None]).sum(axis=1)) - scaled[rows, targets])))
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _cross_validate(data: TrainingSet) -> _LeftOut | None:
    """Predictions on texts their model was not fitted on; None where there are too few examples for that. The policy's
    examples fall into the same folds whatever was reviewed, so that two models are compared on the same texts."""
    own = len(data.counts) - data.reviewed
    free, reviewed = np.arange(data.anchors, own), np.arange(own, len(data.counts))
    targets = data.targets[free]
    present = np.unique(targets, return_counts=True)[1]
    folds = min(_FOLDS, int(present.min(initial=_FOLDS)))
    if folds < 2 or len(present) < 2:
        return None
    splits = list(StratifiedKFold(folds, shuffle=True, random_state=0).split(free, targets))
    wanted = splits[:1] if len(free) > _ONE_FOLD_FROM else splits
    left_out = []
    for number, (kept, left) in enumerate(wanted):
        turn = reviewed % folds == number
        rows = np.concatenate([free[kept], reviewed[~turn]]), np.concatenate([free[left], reviewed[turn]])
        left_out.append(_predict_fold(data, *rows))
    return _join(left_out)


def _predict_fold(data: TrainingSet, kept: NDArray[np.int64], left: NDArray[np.int64]) -> _LeftOut:
    kept = np.concatenate([np.arange(data.anchors), kept])
    # Rough fits give the same temperature in less time.
    counts, known = [data.counts[i] for i in kept], (data.vectors[kept], data.targets[kept], data.labels)
    model = fit(counts, *known, many=data.many, tolerance=ROUGH)
    inside = model.predict([data.counts[i] for i in left], data.vectors[left])
    outside = model.predict(data.outside_counts, data.outside_vectors)
    own = left < len(data.counts) - data.reviewed
    return _LeftOut(inside.logits, inside.nearest, data.targets[left], outside.logits, outside.nearest, own)


def _join(folds: Sequence[_LeftOut]) -> _LeftOut:
    parts = (
        np.concatenate([getattr(fold, name) for fold in folds])
        for name in ("logits", "nearest", "targets", "outside_logits", "outside_nearest", "own")
    )
    return _LeftOut(*parts)


def _scope(left_out: _LeftOut) -> Scope:
    """The direction from out-of-scope examples where there are some, else both signs weigh the same; the threshold
    always from the texts that are in scope, which every policy has."""
    inside = np.column_stack([left_out.logits.max(axis=1), left_out.nearest]).astype(np.float64)
    spread = np.maximum(inside.std(axis=0), 1e-6)
    direction = _STEEPNESS / spread
    if len(left_out.outside_nearest):
        outside = np.column_stack([left_out.outside_logits.max(axis=1), left_out.outside_nearest])
        rows = np.vstack([inside, outside]) / spread
        known = np.concatenate([np.ones(len(inside)), np.zeros(len(outside))])
        learned = LogisticRegression(class_weight="balanced").fit(rows, known).coef_[0]
        direction = np.maximum(learned, 0.0) / spread
    line = inside @ direction
    return Scope(float(direction[0]), float(direction[1]), -float(np.quantile(line, _REFUSED_IN_SCOPE)))


def _escalate_floor(shares: Floats, left_out: _LeftOut, data: TrainingSet) -> tuple[float, float]:
    """The highest floor, within bounds, that still finds nearly all escalate-at-once examples left out, and the share
    of the policy's that it finds. Where reviews were learned, the floor goes down until that is `data.recall`."""
    strict = np.array([label in data.escalate for label in data.labels])
    belongs = strict[left_out.targets]
    mine = belongs & left_out.own
    if not mine.any():
        return _ESCALATE_FLOOR[1], 1.0
    share = shares[:, strict].sum(axis=1)
    floor = float(np.clip(np.quantile(share[belongs], 1 - _ESCALATE_RECALL), *_ESCALATE_FLOOR))
    found = np.sort(share[mine])
    if data.recall:
        missed = int((1 - data.recall) * len(found) + 1e-9)
        floor = max(_LOWEST_FLOOR, min(floor, float(found[missed])))
    return floor, float(np.mean(found >= floor))
