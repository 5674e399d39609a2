"""When the desk gets its weekly digest. Pure, in the desk's own time zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from bot.policy.hours import Weekday
from bot.policy.part import Part

_DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Digest(Part):
    """A day of the week and a time of day, in the time zone of `hours`."""

    day: Weekday = "mon"
    at: time = time(9)


def latest(digest: Digest, now: datetime, zone: tzinfo) -> datetime:
    """The last moment at or before `now` (aware) at which a digest was due, UTC."""
    local = now.astimezone(zone)
    back = timedelta(days=(local.weekday() - _DAYS.index(digest.day)) % 7)
    found = datetime.combine(local.date() - back, digest.at, zone).astimezone(UTC)
    if found > now:
        found = datetime.combine(local.date() - back - timedelta(days=7), digest.at, zone).astimezone(UTC)
    return found


def following(digest: Digest, now: datetime, zone: tzinfo) -> datetime:
    """The first moment after `now` (aware) at which a digest is due, UTC: a week of the calendar after the last one."""
    day = latest(digest, now, zone).astimezone(zone).date() + timedelta(days=7)
    return datetime.combine(day, digest.at, zone).astimezone(UTC)
