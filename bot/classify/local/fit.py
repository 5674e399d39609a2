"""Fits the linear head: multinomial logistic regression for few examples, a linear SVM for many."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.classify.local.features import WIDTH, Counts, Floats, Ints, rarity, weigh
from bot.classify.local.model import IntentModel, Linear
from bot.domain.ports import Vectors

Doubles = NDArray[np.float64]

# Cross-validated on public sets, with few examples and with many.
_MANY = 2500
EXACT, ROUGH = 1e-5, 1e-3  # when the logistic regression stops; rough costs some accuracy
_REGULARITY = 16.0
_FEW_GRAMS, _MANY_GRAMS = 0.3, 0.6
_JITTER = 1e-4  # the same text twice would leave no root to take
_MARGIN = 5.0
_MOST_EXAMPLES = 3000  # twice as many cost time and gained nothing


def are_many(texts: int) -> bool:
    """Whether so many texts are learned better by margins than by likelihood."""
    return texts > _MANY


def fit(
    counts: Sequence[Counts],
    vectors: Vectors,
    targets: Ints,
    labels: Sequence[str],
    *,
    many: bool,
    tolerance: float = EXACT,
) -> IntentModel:
    """An uncalibrated model of n texts: n-gram `counts`, `vectors` (n, dim), `targets` (n,), numbers into `labels`.
    `many` chooses the head (`are_many`): models that are compared, or calibrated by each other, need the same one.

    Every label has at least one text. Deterministic; uses all cores for seconds, so never on the event loop."""
    scale = _MANY_GRAMS if many else _FEW_GRAMS
    rare = rarity(counts, seen_at_least=2 if many else 1)
    used, grams = _matrix(counts, rare, scale)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        if many:
            weights, bias = _by_margins(vectors, grams, targets, len(labels))
        else:
            weights, bias = _by_likelihood(vectors, grams, targets, len(labels), tolerance)
    dimension = vectors.shape[1]
    row_of = np.full(WIDTH, -1, dtype=np.int32)
    row_of[used] = np.arange(len(used), dtype=np.int32)
    linear = Linear(weights[:dimension], scale * weights[dimension:], row_of, rare, bias)
    chosen, starts = _nearest_examples(targets, len(labels))
    return IntentModel(tuple(labels), linear, vectors[chosen], starts)


def _matrix(counts: Sequence[Counts], rare: Floats, scale: float) -> tuple[Ints, csr_matrix]:
    """The buckets in use, ascending, and the n-gram matrix over them (n, used)."""
    rows = [weigh(text, rare) for text in counts]
    used, columns = np.unique(np.concatenate([row.buckets for row in rows]), return_inverse=True)
    ends = np.cumsum([0, *(len(row.buckets) for row in rows)])
    values = np.concatenate([row.weights for row in rows]) * np.float32(scale)
    return used, csr_matrix((values, columns, ends), shape=(len(rows), len(used)), dtype=np.float32)


def _by_likelihood(
    vectors: Vectors, grams: csr_matrix, targets: Ints, k: int, tolerance: float
) -> tuple[Floats, Floats]:
    """Logistic regression in the space the n examples span: as exact as over all n-grams, and much smaller."""
    if k == 1:
        return np.zeros((vectors.shape[1] + grams.shape[1], 1), dtype=np.float32), np.zeros(1, dtype=np.float32)
    gram = (vectors @ vectors.T + (grams @ grams.T).toarray()).astype(np.float64)
    root = cholesky(gram + _JITTER * np.eye(len(gram)), lower=True)
    model = LogisticRegression(C=_REGULARITY, tol=tolerance, max_iter=1000).fit(root, targets)
    coefficients, intercept = _each_class(model.coef_, model.intercept_, k)
    dual = solve_triangular(root, coefficients.T, lower=True, trans="T")
    weights = np.vstack([vectors.T @ dual, grams.T @ dual])
    return weights.astype(np.float32), intercept.astype(np.float32)


def _by_margins(vectors: Vectors, grams: csr_matrix, targets: Ints, k: int) -> tuple[Floats, Floats]:
    """A linear SVM over embedding and n-grams, its margins stretched to stand beside the nearest example's cosine."""
    joint = hstack([csr_matrix(vectors), grams]).tocsr()
    model = LinearSVC(C=1.0, tol=1e-3, random_state=0).fit(joint, targets)
    margin, offset = _each_class(model.coef_, model.intercept_, k)
    return (_MARGIN * margin.T).astype(np.float32), (_MARGIN * offset).astype(np.float32)


def _each_class(coefficients: Doubles, intercept: Doubles, k: int) -> tuple[Doubles, Doubles]:
    """For two classes scikit-learn gives one row, the second's lead over the first; give each its half."""
    if k != 2:
        return coefficients, intercept
    return np.vstack([-coefficients, coefficients]) / 2, np.concatenate([-intercept, intercept]) / 2


def _nearest_examples(targets: Ints, k: int) -> tuple[Ints, Ints]:
    """Rows kept for nearest-example search, grouped by intent, and where each intent starts.

    Bounded, because this is the part of a prediction that grows with the examples; evenly spaced, as good as any."""
    most = max(1, _MOST_EXAMPLES // k)
    groups = []
    for number in range(k):
        rows = np.flatnonzero(targets == number)
        groups.append(rows if len(rows) <= most else rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)])
    starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
    return np.concatenate(groups), starts
