"""Dates, times and spans as people write them, without depending on the machine's locale."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def day(value: date) -> str:
    """`3 Nov 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def clock(value: datetime) -> str:
    """`09:05`, in the time's own zone."""
    return f"{value:%H:%M}"


def moment(value: datetime, zone: tzinfo, zone_name: str) -> str:
    """`3 Nov 2026 10:32 (Europe/Berlin)`."""
    local = value.astimezone(zone)
    return f"{day(local)} {clock(local)} ({zone_name})"


def weekday(value: date) -> str:
    """`Monday 23 Nov`."""
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]}"


def span(length: timedelta) -> str:
    """`less than a minute`, `4 minutes`, `2 hours`, `3 days`; negative spans count as none."""
    seconds = int(length.total_seconds())
    for size, name in _UNITS:
        if seconds >= size:
            return count(seconds // size, name)
    return "less than a minute"


def ago(then: datetime, now: datetime) -> str:
    """`just now` or `3 minutes ago`."""
    passed = span(now - then)
    return "just now" if passed.startswith("less") else f"{passed} ago"


def count(number: int, noun: str) -> str:
    """`1 article`, `2 articles`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
