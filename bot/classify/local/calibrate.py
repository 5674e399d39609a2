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
from bot.classify.local.fit import ROUGH, fit
from bot.classify.local.model import IntentModel, Scope, softmax
from bot.domain.ports import Vectors

_FOLDS = 5
_ONE_FOLD_FROM = 2500  # from here one fold in five is enough to calibrate on, and five fits would take minutes
_TEMPERATURES = np.geomspace(0.05, 20, 121)
_REFUSED_IN_SCOPE = 0.02  # share of texts that do belong to an intent and are called out of scope all the same
_STEEPNESS = 2.0
_ESCALATE_RECALL = 0.985
_ESCALATE_FLOOR = (0.5, 0.6)  # below it neighbours are taken for them, above it the angry and misspelt are missed


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """For n texts: n-gram `counts`, `vectors` (n, dim) and `targets` (n,), numbers into `labels`. The `outside` texts
    are known to fit no intent. `anchors` counts the first rows, which stay in training in every fold."""

    counts: Sequence[Counts]
    vectors: Vectors
    targets: Ints
    labels: Sequence[str]
    outside_counts: Sequence[Counts]
    outside_vectors: Vectors
    escalate: frozenset[str]
    anchors: int = 0


@dataclass(frozen=True, slots=True)
class _LeftOut:
    logits: Floats
    nearest: Floats
    targets: Ints
    outside_logits: Floats
    outside_nearest: Floats


def train(data: TrainingSet) -> IntentModel:
    """A calibrated model: fitted on everything, calibrated on what its folds had not seen."""
    # Matrices this small gain nothing from threads, which spin on a busy machine.
    with threadpool_limits(1, user_api="blas"):
        return _train(data)


def _train(data: TrainingSet) -> IntentModel:
    model = fit(data.counts, data.vectors, data.targets, data.labels)
    left_out = _cross_validate(data)
    if left_out is None:
        return model
    temperature = best_temperature(left_out.logits, left_out.targets)
    return replace(
        model,
        temperature=temperature,
        scope=_scope(left_out),
        escalate_floor=_escalate_floor(softmax(left_out.logits / temperature), left_out.targets, data),
    )


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
    """Predictions on texts their model was not fitted on; None where there are too few examples for that."""
    free = np.arange(data.anchors, len(data.counts))
    targets = data.targets[free]
    present = np.unique(targets, return_counts=True)[1]
    folds = min(_FOLDS, int(present.min(initial=_FOLDS)))
    if folds < 2 or len(present) < 2:
        return None
    splits = list(StratifiedKFold(folds, shuffle=True, random_state=0).split(free, targets))
    wanted = splits[:1] if len(free) > _ONE_FOLD_FROM else splits
    return _join([_predict_fold(data, free[kept], free[left]) for kept, left in wanted])


def _predict_fold(data: TrainingSet, kept: NDArray[np.int64], left: NDArray[np.int64]) -> _LeftOut:
    kept = np.concatenate([np.arange(data.anchors), kept])
    # Rough fits give the same temperature in less time.
    model = fit([data.counts[i] for i in kept], data.vectors[kept], data.targets[kept], data.labels, tolerance=ROUGH)
    inside = model.predict([data.counts[i] for i in left], data.vectors[left])
    outside = model.predict(data.outside_counts, data.outside_vectors)
    return _LeftOut(inside.logits, inside.nearest, data.targets[left], outside.logits, outside.nearest)


def _join(folds: Sequence[_LeftOut]) -> _LeftOut:
    parts = (
        np.concatenate([getattr(fold, name) for fold in folds])
        for name in ("logits", "nearest", "targets", "outside_logits", "outside_nearest")
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


def _escalate_floor(shares: Floats, targets: Ints, data: TrainingSet) -> float:
    """The highest floor, within bounds, that still finds nearly all escalate-at-once examples left out."""
    strict = np.array([label in data.escalate for label in data.labels])
    belongs = strict[targets]
    if not belongs.any():
        return _ESCALATE_FLOOR[1]
    found = shares[belongs][:, strict].sum(axis=1)
    return float(np.clip(np.quantile(found, 1 - _ESCALATE_RECALL), *_ESCALATE_FLOOR))
