"""A trained intent model: plain arrays, and prediction from them in numpy."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.classify.local.features import Counts, Floats, Ints, weigh
from bot.domain.ports import Vectors

NEAREST = 6.0  # what the cosine to an intent's nearest example adds to its logit
_FEW = 4


@dataclass(frozen=True, slots=True)
class Predictions:
    """For n texts and k intents: `shares` (n, k) calibrated, rows sum to 1; `in_scope` (n,), 0..1, below 0.5 means
    that no intent fits. They come of `logits` (n, k) and `nearest` (n,), the cosine to the closest example."""

    shares: Floats
    in_scope: Floats
    logits: Floats
    nearest: Floats


@dataclass(frozen=True, slots=True)
class Scope:
    """A line through (highest logit, nearest cosine): sigmoid of it is `in_scope`."""

    logit: float
    nearest: float
    bias: float


@dataclass(frozen=True, slots=True)
class Linear:
    """The linear head. `dense` (dim, k), `sparse` (used, k) over n-gram buckets; `row_of` (WIDTH,) finds a bucket's
    row, -1 where training never saw it; `rare` (WIDTH,) weighs buckets; `bias` (k,)."""

    dense: Floats
    sparse: Floats
    row_of: NDArray[np.int32]
    rare: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class IntentModel:
    """All that prediction needs. `examples` (m, dim) are grouped by intent, intent i starting at `starts[i]`.

    `escalate_floor` is the summed share of escalate-at-once intents from which a message counts as one, and
    `escalate_recall` the share of their examples in the policy that it found when they were left out of training."""

    labels: tuple[str, ...]
    linear: Linear
    examples: Vectors
    starts: Ints
    temperature: float = 1.0
    scope: Scope = Scope(0.0, 0.0, 8.0)
    escalate_floor: float = 0.5
    escalate_recall: float = 0.0

    def predict(self, counts: Sequence[Counts], vectors: Vectors) -> Predictions:
        """For n texts: their n-gram `counts`, and `vectors` (n, dim), their embeddings, L2-normalised."""
        logits = vectors @ self.linear.dense + self.linear.bias
        for row, counted in enumerate(counts):
            grams = weigh(counted, self.linear.rare)
            rows = self.linear.row_of[grams.buckets]
            known = rows >= 0
            logits[row] += grams.weights[known] @ self.linear.sparse[rows[known]]
        closest = np.maximum.reduceat(_cosines(self.examples, vectors), self.starts, axis=0).T
        logits += NEAREST * closest
        nearest = closest.max(axis=1)
        return Predictions(
            shares=softmax(logits / self.temperature),
            in_scope=in_scope(logits, nearest, self.scope),
            logits=logits,
            nearest=nearest,
        )

    def save(self, path: Path) -> None:
        """Write to `path` so that a reader never sees half a file."""
        linear = {name: getattr(self.linear, name) for name in _LINEAR}
        scope = (self.scope.logit, self.scope.nearest, self.scope.bias)
        numbers = [self.temperature, *scope, self.escalate_floor, self.escalate_recall]
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.stem}.{os.getpid()}.part")  # several processes may share the folder
        with unfinished.open("wb") as file:
            np.savez(
                file,
                labels=np.array(self.labels, dtype=np.str_),
                examples=self.examples,
                starts=self.starts,
                numbers=np.array(numbers),
                **linear,
            )
        unfinished.replace(path)

    @classmethod
    def load(cls, path: Path) -> IntentModel | None:
        """What `save` wrote; None where there is nothing, or nothing readable."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                numbers = [float(value) for value in stored["numbers"]]
                return cls(
                    labels=tuple(str(label) for label in stored["labels"]),
                    linear=Linear(**{name: stored[name] for name in _LINEAR}),
                    examples=stored["examples"],
                    starts=stored["starts"],
                    temperature=numbers[0],
                    scope=Scope(*numbers[1:4]),
                    escalate_floor=numbers[4],
                    escalate_recall=numbers[5],
                )
        except (OSError, ValueError, KeyError, IndexError, EOFError, BadZipFile):
            return None


_LINEAR = tuple(field.name for field in fields(Linear))


def _cosines(examples: Vectors, vectors: Vectors) -> Floats:
    if len(vectors) > _FEW:
        return examples @ vectors.T
    # For a row or two, waking the threads of a matrix product takes longer than the product on a busy machine.
    found: Floats = np.einsum("md,nd->mn", examples, vectors)
    return found


def softmax(logits: Floats) -> Floats:
    """Shares by row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def in_scope(logits: Floats, nearest: Floats, scope: Scope) -> Floats:
    """How surely each row belongs to any intent at all, 0..1."""
    line = scope.logit * logits.max(axis=1) + scope.nearest * nearest + scope.bias
    shares: Floats = (1 / (1 + np.exp(-np.clip(line, -30, 30)))).astype(np.float32)
    return shares
