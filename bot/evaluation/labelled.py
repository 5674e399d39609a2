"""What the evaluations of trust share: reading rated rows, and the figures of a score against yes/no labels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from bot.domain import ArticleId, Passage, PassageId
from bot.errors import ConfigError


def quiet(stage: str, done: int, size: int) -> None:
    """Progress that nobody watches."""


def rows(path: Path, needed: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a JSONL file; keys beyond `needed` are kept. Raises ConfigError with file, line and key."""
    found = []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"{path}: cannot be read; give a JSONL file with the keys {', '.join(needed)}") from None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            raise ConfigError(f"{path} line {number}: not JSON; each line must be one object") from None
        lacking = [key for key in needed if not isinstance(row, dict) or key not in row]
        if lacking:
            raise ConfigError(f"{path} line {number}: lacks {', '.join(lacking)}; add it")
        found.append(row)
    if not found:
        raise ConfigError(f"{path}: holds no rows; give one JSON object a line")
    return found


def passages_of(row: dict[str, Any]) -> tuple[Passage, ...]:
    """The passages of a row, from `[{"id", "text"}]`; the first line of a text is its title there."""
    return tuple(
        Passage(PassageId(str(p.get("id", n))), ArticleId(str(p.get("id", n))), "", str(p.get("text", "")))
        for n, p in enumerate(row["passages"])
    )


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Area under the ROC curve; None where one class is missing, as it has no meaning there."""
    return round(float(roc_auc_score(labels, scores)), 4) if len(set(labels)) == 2 else None


def calibration_error(scores: Sequence[float], labels: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error over equal-width bins, each class weighted alike so that it does not depend on
    how many bad rows a file happens to hold."""
    score, label = np.asarray(scores, dtype=float), np.asarray(labels, dtype=bool)
    weight = np.where(label, 0.5 / max(1, label.sum()), 0.5 / max(1, (~label).sum()))
    place = np.minimum((score * bins).astype(int), bins - 1)
    gaps = [abs((weight * (score - label))[place == b].sum()) for b in range(bins)]
    return round(float(sum(gaps) / weight.sum()), 4)


def rates_at(scores: Sequence[float], labels: Sequence[bool], threshold: float) -> dict[str, float | None]:
    """What a threshold does: the share of good rows kept, and the share of bad rows stopped."""
    score, label = np.asarray(scores, dtype=float), np.asarray(labels, dtype=bool)
    kept = score >= threshold
    return {
        "kept_good": round(float(kept[label].mean()), 4) if label.any() else None,
        "stopped_bad": round(float((~kept)[~label].mean()), 4) if (~label).any() else None,
    }
