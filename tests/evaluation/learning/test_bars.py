"""Each bar of `eval learning` can be missed, and the chart shows what the figures say."""

from __future__ import annotations

from typing import Any

import pytest

from bot.evaluation.learning.bars import below
from bot.evaluation.learning.chart import chart

GOOD: dict[str, Any] = {
    "resolution": [0.0, 0.1, 0.2, 0.4],
    "posted_accuracy": [None, 0.95, 0.85, 0.96],
    "staff_minutes": [500.0, 450.0, 400.0, 350.0],
    "without": {"resolution": [0.0] * 4, "posted_accuracy": [None] * 4, "staff_minutes": [500.0] * 4},
    "target": 0.9,
}


def test_good_figures_miss_no_bar_and_one_bad_week_is_none() -> None:
    assert below(GOOD) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"resolution": [0.0, 0.1, 0.2, 0.29]}, "is below 0.3"),
        ({"resolution": [0.0, 0.35, 0.4, 0.4]}, "of week 2"),
        ({"without": {**GOOD["without"], "resolution": [0.0, 0.1, 0.2, 0.35]}}, "without"),
        ({"posted_accuracy": [None, 0.95, 0.85, 0.89]}, "in weeks 3 and 4"),
    ],
)
def test_a_missed_bar_is_named(change: dict[str, Any], said: str) -> None:
    (sentence,) = below({**GOOD, **change})
    assert said in sentence


def test_the_chart_draws_each_week_that_has_a_value_and_the_target() -> None:
    svg = chart(GOOD)
    assert svg.count("<circle") == 4 + 4 + 3 + 0 + 4 + 4
    assert "stroke-dasharray" in svg
    assert "resolution 0, 0.1, 0.2, 0.4" in svg
