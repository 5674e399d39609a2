"""How long a customer may wait: open hours alone count, urgent messages have less."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.policy import AccountTier, Hours
from bot.policy.durations import parse_duration
from bot.policy.hours import add_open_time, is_open
from bot.policy.reply_clock import Waiting, reply_clock
from tests.policy.moments import berlin

OFFICE = Hours(timezone="Europe/Berlin", open=time(9), close=time(18), holidays=[date(2026, 12, 25)])
ALWAYS = Hours(days=["mon", "tue", "wed", "thu", "fri", "sat", "sun"], open=time(0), close=time(0))
TIER = AccountTier.model_validate({"first_response": "4h", "next_response": "8h", "urgent": {"first_response": "30m"}})


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        (berlin(11, 23, 10), timedelta(hours=4), berlin(11, 23, 14)),
        (berlin(11, 23, 16), timedelta(hours=4), berlin(11, 24, 11)),
        (berlin(11, 27, 17), timedelta(hours=4), berlin(11, 30, 12)),
        (berlin(11, 22, 3), timedelta(hours=1), berlin(11, 23, 10)),
        (berlin(12, 24, 17, 30), timedelta(hours=1), berlin(12, 28, 9, 30)),
        (berlin(11, 23, 9), timedelta(hours=9), berlin(11, 23, 18)),
        (berlin(11, 23, 9), timedelta(hours=9, minutes=1), berlin(11, 24, 9, 1)),
    ],
)
def test_open_hours_add_up_over_nights_weekends_and_holidays(start: datetime, length: timedelta, due: datetime) -> None:
    assert add_open_time(OFFICE, start, length) == due


def test_a_night_in_which_clocks_change_has_the_hours_that_pass() -> None:
    night = Hours(timezone="Europe/Berlin", days=["sat"], open=time(22), close=time(6))
    # On 25 October 2026 three o'clock comes twice: the shift has nine hours, not eight.
    assert add_open_time(night, berlin(10, 24, 22), timedelta(hours=9)) == berlin(10, 25, 6)


@given(start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)), minutes=st.integers(1, 6000))
def test_what_is_due_is_later_and_at_a_moment_at_which_people_work(start: datetime, minutes: int) -> None:
    due = add_open_time(OFFICE, start.replace(tzinfo=UTC), timedelta(minutes=minutes))
    assert due is not None
    assert due >= start.replace(tzinfo=UTC) + timedelta(minutes=minutes)
    assert is_open(OFFICE, due - timedelta(microseconds=1))


def test_nothing_is_ever_due_where_nobody_ever_works() -> None:
    assert add_open_time(Hours(days=[]), berlin(11, 23, 10), timedelta(hours=1)) is None


def test_a_first_reply_a_later_one_and_an_urgent_one_have_targets_of_their_own() -> None:
    at = berlin(11, 23, 10)

    def due(*, first: bool, urgent: bool = False) -> datetime | None:
        clock = reply_clock(Waiting(at, first, urgent), TIER, ALWAYS)
        return clock.due if clock else None

    assert due(first=True) == at + timedelta(hours=4)
    assert due(first=False) == at + timedelta(hours=8)
    assert due(first=True, urgent=True) == at + timedelta(minutes=30)
    assert due(first=False, urgent=True) == at + timedelta(hours=8)


def test_the_warning_comes_when_four_fifths_of_the_open_time_have_passed() -> None:
    clock = reply_clock(Waiting(berlin(11, 23, 16), True), TIER, OFFICE)
    assert clock is not None
    assert (clock.warn_at, clock.due) == (berlin(11, 24, 10, 12), berlin(11, 24, 11))


def test_a_tiers_own_hours_come_before_the_policys() -> None:
    tier = AccountTier.model_validate({"first_response": "4h", "hours": ALWAYS.model_dump()})
    clock = reply_clock(Waiting(berlin(11, 27, 17), True), tier, OFFICE)
    assert clock is not None
    assert clock.due == berlin(11, 27, 21)


def test_without_a_target_there_is_no_clock() -> None:
    assert reply_clock(Waiting(berlin(11, 23, 10), True), AccountTier(), OFFICE) is None
    assert reply_clock(Waiting(berlin(11, 23, 10), True), None, OFFICE) is None


@pytest.mark.parametrize("text", ["", "4", "4 hours", "2d", "0h", "-1h", 4, None])
def test_what_is_no_length_of_time_is_told_with_an_example(text: object) -> None:
    with pytest.raises(ValueError, match="30m, 4h or 1h30m"):
        parse_duration(text)
    with pytest.raises(ValidationError):
        AccountTier.model_validate({"first_response": text or "x"})
