"""Business hours: whether people answer now, and when they will next. Pure, in the desk's own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.policy import Hours, Weekday

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


def _shift(hours: Hours, day: date) -> tuple[datetime, datetime] | None:
    """The shift that begins on a day, in UTC, where comparisons hold across clock changes. One that closes at or
    before its opening ends on the next day: 22:00 to 06:00 is a night, 00:00 to 00:00 a whole day."""
    if _NAMES[day.weekday()] not in hours.days or day in hours.holidays:
        return None
    end_day = day if hours.close > hours.open else day + timedelta(days=1)
    start = datetime.combine(day, hours.open, hours.zone)
    end = datetime.combine(end_day, hours.close, hours.zone)
    return start.astimezone(UTC), end.astimezone(UTC)
