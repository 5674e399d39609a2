"""What staff read about how long customers wait."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.texts import times

OPEN_THREAD = "open the thread"


def due(*, first: bool, at: datetime, now: datetime, zone: tzinfo) -> str:
    """The card's clock: `first reply due Monday 23 Nov 14:30`, or how long it is overdue."""
    kind = "first reply" if first else "next reply"
    if now >= at:
        return f"{kind} overdue for {times.span(now - at)}"
    return f"{kind} due {_moment(at, now, zone)}"


def warning(account: str, *, first: bool, at: datetime, now: datetime, zone: tzinfo) -> str:
    """Before a target is missed."""
    return f"{account} waits for {_what(first)}, due {_moment(at, now, zone)}, in {times.span(at - now)}"


def breach(account: str, *, first: bool, at: datetime, now: datetime, zone: tzinfo) -> str:
    """After a target was missed."""
    return f"{account} still waits for {_what(first)}, which was due {_moment(at, now, zone)}"


def oncall(name: str) -> str:
    """Whom to call."""
    return f"On call: {name}."


def _what(first: bool) -> str:
    return "a first reply" if first else "a reply"


def _moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    return times.clock(local) if local.date() == today else f"{times.weekday(local.date())} {times.clock(local)}"
