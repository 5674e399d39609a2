"""Clocks tell aware UTC times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.platform.clock import ShiftedClock, SystemClock


def test_the_shifted_clock_starts_where_it_is_told_and_runs() -> None:
    start = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    clock = ShiftedClock(start)
    first, second = clock.now(), clock.now()
    assert start <= first <= second < start + timedelta(minutes=1)
    assert first.tzinfo is UTC


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        ShiftedClock(datetime(2026, 3, 1))


def test_the_systems_clock_knows_its_zone() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
