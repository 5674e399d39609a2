"""What staff read about how long customers wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.texts import times

OPEN_THREAD = "open the thread"
ON_CALL = "On call:"
FIRST, NEXT, RESOLUTION = "first reply", "next reply", "resolution"
_WAITS_FOR = {FIRST: "a first reply", NEXT: "a reply", RESOLUTION: "a resolution"}


@dataclass(frozen=True, slots=True)
class Due:
    """What a customer waits for (one of the words above), and when it is due."""

    what: str
    at: datetime


def due(one: Due, *, now: datetime, zone: tzinfo) -> str:
    """The card's clock: `first reply due Monday 23 Nov 14:30`, or how long it is overdue."""
    if now >= one.at:
        return f"{one.what} overdue for {times.span(now - one.at)}"
    return f"{one.what} due {_moment(one.at, now, zone)}"


def paused(left: timedelta) -> str:
    """The card's resolution clock while nobody waits for us."""
    return f"resolution clock paused, {times.span(left)} left"


def warning(account: str, one: Due, *, now: datetime, zone: tzinfo) -> str:
    """Before a target is missed."""
    when = f"due {_moment(one.at, now, zone)}, in {times.span(one.at - now)}"
    return f"{account} waits for {_WAITS_FOR[one.what]}, {when}"


def breach(account: str, one: Due, *, now: datetime, zone: tzinfo) -> str:
    """After a target was missed."""
    return f"{account} still waits for {_WAITS_FOR[one.what]}, which was due {_moment(one.at, now, zone)}"


def oncall(name: str) -> str:
    """Whom to call."""
    return f"{ON_CALL} {name}."


def given(account: str, team: str, because: str) -> str:
    """In the channel of a team that was given a request, with why where nobody said so."""
    return f"A request{_of(account)} is {team}'s now" + (f": {because}" if because else "")


def not_taken(account: str, team: str, waited: timedelta) -> str:
    """Where a team was given a request that nobody has taken in time, and no other team is to get it."""
    return f"Nobody of {team} has taken a request{_of(account)} for {times.span(waited)}"


NOT_TAKEN, MISSED = "nobody took it in time", "its target was missed"


def _of(account: str) -> str:
    return f" of {account}" if account else ""


def _moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    return times.clock(local) if local.date() == today else f"{times.weekday(local.date())} {times.clock(local)}"
