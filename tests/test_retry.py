"""Waits before the next try: longer each time, a server's own word first."""

import pytest

from bot.retry import Backoff

BACKOFF = Backoff((0.5, 1.0, 5.0))


@pytest.mark.parametrize(("failures", "wait"), [(0, 0.5), (1, 0.5), (2, 1.0), (3, 5.0), (99, 5.0)])
def test_each_failure_waits_longer_and_the_last_wait_repeats(failures: int, wait: float) -> None:
    assert BACKOFF.delay_s(failures) == wait


def test_what_a_server_asks_for_comes_first() -> None:
    assert BACKOFF.delay_s(1, 30.0) == 30.0
    assert BACKOFF.delay_s(1, 0.0) == 0.0


def test_a_bound_keeps_a_server_from_holding_us_up_for_ever() -> None:
    assert Backoff((0.5,), at_most_s=2.0).delay_s(1, 3600.0) == 2.0


def test_jitter_takes_at_most_a_quarter_of_our_own_wait_and_nothing_of_the_servers() -> None:
    assert [BACKOFF.delay_s(3, jitter=drawn) for drawn in (0.0, 1.0)] == [3.75, 5.0]
    assert BACKOFF.delay_s(1, 10.0, jitter=0.0) == 10.0
