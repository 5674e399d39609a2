"""Which messages are one question."""

from datetime import UTC, datetime, timedelta

from bot.domain import MessageTs
from bot.listen.burst_end import due_at, joins_ticket
from bot.policy import Thresholds


def test_a_second_top_level_message_joins_for_two_minutes() -> None:
    limits = Thresholds()
    assert joins_ticket(MessageTs("1700000000.000100"), MessageTs("1700000119.000000"), limits)
    assert not joins_ticket(MessageTs("1700000000.000100"), MessageTs("1700000121.000000"), limits)
    assert joins_ticket(MessageTs("1700000000.000100"), MessageTs("1699999999.000000"), limits)
    assert not joins_ticket(MessageTs("1700000000.000100"), MessageTs("1699999879.000000"), limits)
    assert not joins_ticket(MessageTs(""), MessageTs("1700000000.000100"), limits)


def test_a_burst_ends_after_silence_but_not_later_than_its_longest_wait() -> None:
    limits = Thresholds()
    first = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert due_at(first, first, limits) == first + timedelta(seconds=3)
    assert due_at(first, first + timedelta(seconds=14), limits) == first + timedelta(seconds=15)
