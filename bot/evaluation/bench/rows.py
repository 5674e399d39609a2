"""The raw rows of a bench, one JSON line each, in DATA_DIR/bench: its figures are computed from what is read back."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]
KEPT = 4


def write_rows(folder: Path, name: str, rows: Iterable[Row]) -> Path:
    """Write `<name>.jsonl` afresh; earlier runs stay beside it under the time they ended, the last few of them."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.jsonl"
    if target.exists():
        ended = datetime.fromtimestamp(target.stat().st_mtime, tz=UTC)
        target.replace(folder / f"{name}-{ended:%Y%m%dT%H%M%SZ}.jsonl")
        for old in sorted(folder.glob(f"{name}-*Z.jsonl"))[:-KEPT]:
            old.unlink()
    with target.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return target


def read_rows(path: Path) -> list[Row]:
    """The rows of a file that `write_rows` wrote."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0..1) of the values do not exceed; 0 when there are none."""
    if not values:
        return 0.0
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
