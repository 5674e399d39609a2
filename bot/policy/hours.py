"""Business hours: as support.yml gives them, whether people answer now, when they will next, and how open hours add
up. Pure, in the desk's own time zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import field_validator

from bot.policy.part import Part

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Hours(Part):
    """When people answer. `open`..`close` local time on `days`; `holidays` are closed."""

    timezone: str = "UTC"
    days: list[Weekday] = ["mon", "tue", "wed", "thu", "fri"]
    open: time = time(9)
    close: time = time(18)
    holidays: list[date] = []

    @field_validator("timezone")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"unknown time zone {value!r}; use a name such as Europe/Berlin")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone object."""
        return ZoneInfo(self.timezone)


_NAMES: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LOOK_AHEAD_DAYS = 366


@dataclass(frozen=True, slots=True)
class Availability:
    """What a notice may promise, in local time: `closes` when open, `opens` when closed (None: not within a year)."""

    closes: datetime | None
    opens: datetime | None
    zone: str


def availability(hours: Hours, now: datetime) -> Availability:
    """The hours as they stand at `now` (aware)."""
    closes = closes_at(hours, now)
    return Availability(closes, None if closes else next_open(hours, now), hours.timezone)


def is_open(hours: Hours, now: datetime) -> bool:
    """Whether people answer at `now` (aware). The moment of closing is closed."""
    return closes_at(hours, now) is not None


def closes_at(hours: Hours, now: datetime) -> datetime | None:
    """When the shift that runs at `now` ends, local time; None when none runs."""
    today = now.astimezone(hours.zone).date()
    for day in (today - timedelta(days=1), today):
        shift = _shift(hours, day)
        if shift and shift[0] <= now.astimezone(UTC) < shift[1]:
            return shift[1].astimezone(hours.zone)
    return None


def next_open(hours: Hours, now: datetime) -> datetime | None:
    """The next opening after `now`, local time, `now` itself when open; None when there is none within a year."""
    if is_open(hours, now):
        return now.astimezone(hours.zone)
    today = now.astimezone(hours.zone).date()
    shifts = (_shift(hours, today + timedelta(days=n)) for n in range(_LOOK_AHEAD_DAYS))
    return next((s[0].astimezone(hours.zone) for s in shifts if s and s[0] > now), None)


def add_open_time(hours: Hours, start: datetime, length: timedelta) -> datetime | None:
    """The moment, in UTC, at which `length` of open hours has passed since `start` (aware); None when that is more than
    a year ahead."""
    left, day = length, start.astimezone(hours.zone).date() - timedelta(days=1)
    at = start.astimezone(UTC)
    for n in range(_LOOK_AHEAD_DAYS):
        shift = _shift(hours, day + timedelta(days=n))
        if shift is None or shift[1] <= at:
            continue
        opened = max(at, shift[0])
        if opened + left <= shift[1]:
            return opened + left
        left -= shift[1] - opened
        at = shift[1]
    return None


def open_time(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much of the time from `start` to `end` (both aware) people work."""
    found, day = timedelta(), start.astimezone(hours.zone).date() - timedelta(days=1)
    last = end.astimezone(hours.zone).date()
    while day <= last:
        shift = _shift(hours, day)
        if shift is not None:
            found += max(min(shift[1], end) - max(shift[0], start), timedelta())
        day += timedelta(days=1)
    return found


def reached(hours: Hours, spells: Sequence[tuple[datetime, datetime | None]], length: timedelta) -> datetime | None:
    """The moment, in UTC, at which `length` of open hours has passed in these spells; None when they hold less."""
    left = length
    for start, end in spells:
        at = add_open_time(hours, start, left)
        if at is not None and (end is None or at < end):
            return at
        if end is None:
            return None
        left = max(left - open_time(hours, start, end), timedelta())
    return None


def _shift(hours: Hours, day: date) -> tuple[datetime, datetime] | None:
    """The shift that begins on a day, in UTC, where comparisons hold across clock changes. One that closes at or
    before its opening ends on the next day: 22:00 to 06:00 is a night, 00:00 to 00:00 a whole day."""
    if _NAMES[day.weekday()] not in hours.days or day in hours.holidays:
        return None
    end_day = day if hours.close > hours.open else day + timedelta(days=1)
    start = datetime.combine(day, hours.open, hours.zone)
    end = datetime.combine(end_day, hours.close, hours.zone)
    return start.astimezone(UTC), end.astimezone(UTC)
