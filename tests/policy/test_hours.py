"""Opening hours in the desk's own time zone."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from bot.policy import Hours
from bot.policy.hours import availability, is_open, next_open
from tests.policy.moments import BERLIN, berlin

OFFICE = Hours(timezone="Europe/Berlin", open=time(9), close=time(18), holidays=[date(2026, 12, 25)])


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (berlin(11, 23, 9), True),
        (berlin(11, 23, 17, 59), True),
        (berlin(11, 23, 18), False),
        (berlin(11, 23, 8, 59), False),
        (berlin(11, 22, 12), False),
        (berlin(12, 25, 12), False),
    ],
)
def test_open_from_opening_to_closing_on_working_days_only(now: datetime, open_: bool):
    assert is_open(OFFICE, now) is open_


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (berlin(11, 23, 7), berlin(11, 23, 9)),
        (berlin(11, 23, 18), berlin(11, 24, 9)),
        (berlin(11, 20, 19), berlin(11, 23, 9)),
        (berlin(12, 24, 19), berlin(12, 28, 9)),
        (berlin(10, 23, 19), berlin(10, 26, 9)),
        (berlin(11, 23, 10), berlin(11, 23, 10)),
    ],
)
def test_the_next_opening_skips_nights_weekends_holidays_and_clock_changes(now: datetime, opens: datetime):
    found = next_open(OFFICE, now)
    assert found == opens
    assert found is not None and found.tzinfo == BERLIN


def test_a_night_shift_belongs_to_the_day_it_begins():
    night = Hours(timezone="Europe/Berlin", days=["fri"], open=time(22), close=time(6))
    assert is_open(night, berlin(11, 21, 5)) and not is_open(night, berlin(11, 20, 5))


def test_open_round_the_clock():
    always = Hours(days=["mon", "tue", "wed", "thu", "fri", "sat", "sun"], open=time(0), close=time(0))
    assert is_open(always, berlin(11, 22, 3))


def test_a_desk_that_never_opens_promises_nothing():
    never = availability(Hours(days=[]), berlin(11, 23, 10))
    assert never.opens is None and never.closes is None


def test_what_a_notice_may_promise():
    now = availability(OFFICE, berlin(11, 23, 10))
    assert now.closes == berlin(11, 23, 18) and now.opens is None and now.zone == "Europe/Berlin"
    later = availability(OFFICE, berlin(11, 23, 20))
    assert later.closes is None and later.opens == berlin(11, 24, 9)
