"""The bars of `eval learning`: what the loop must be worth after twelve weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

LEAST, TIMES = 0.3, 1.3


def below(found: Mapping[str, Any]) -> list[str]:
    """Which bars the figures miss, each in a sentence; empty when none."""
    resolution, without = found["resolution"], found["without"]["resolution"]
    last = resolution[-1]
    said = []
    if last < LEAST:
        said.append(f"resolution {last:.3f} in the last week is below {LEAST}")
    if len(resolution) > 1 and last < TIMES * resolution[1]:
        said.append(f"resolution {last:.3f} in the last week is below {TIMES} times the {resolution[1]:.3f} of week 2")
    if last < TIMES * without[-1]:
        said.append(f"resolution {last:.3f} in the last week is below {TIMES} times the {without[-1]:.3f} without")
    if weeks := _two_running(found["posted_accuracy"], found["target"]):
        said.append(f"accuracy of what was posted was below {found['target']} in weeks {weeks} and {weeks + 1}")
    return said


def _two_running(values: Sequence[float | None], target: float) -> int:
    """The first of two weeks running below target, counted from 1; 0 when there are none."""
    low = [value is not None and value < target for value in values]
    return next((n for n in range(1, len(low)) if low[n - 1] and low[n]), 0)
