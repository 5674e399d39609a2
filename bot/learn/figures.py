"""The figures of a report. Pure: rows and a window in, numbers out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.states import Resolution, TicketStatus
from bot.domain.ticket_facts import StateChange, TicketFacts

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


class Figure(StrEnum):
    """Every figure; texts/figures.py has its unit and definition."""

    REQUESTS = "requests"
    REPLIED = "replied"
    REPLY_P50 = "first_reply_p50"
    REPLY_P90 = "first_reply_p90"
    BOT_REPLY_P50 = "first_reply_bot_p50"
    BOT_REPLY_P90 = "first_reply_bot_p90"
    STAFF_REPLY_P50 = "first_reply_staff_p50"
    STAFF_REPLY_P90 = "first_reply_staff_p90"
    CONFIRMED = "resolved_confirmed"
    ASSUMED = "resolved_assumed"
    REOPENED = "reopened"
    OPEN = "open"
    OPEN_UNOWNED = "open_unowned"
    OLDEST_OPEN = "oldest_open"


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` on, up to and without `end`."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Whether a time lies in it."""
        return self.start <= at < self.end

    def before(self) -> Window:
        """The window of the same length that ends where this one starts."""
        return Window(self.start - (self.end - self.start), self.start)


@dataclass(frozen=True, slots=True)
class Figures:
    """`values` has None where there is nothing to measure; both breakdowns count requests, most first."""

    values: dict[Figure, float | None]
    intents: dict[str, int]
    accounts: dict[str, int]


def figures(rows: Sequence[TicketFacts], window: Window) -> Figures:
    """All figures of a window, as its end saw them. `rows`: every request opened before the window's end."""
    opened = [row for row in rows if window.holds(row.opened_at)]
    values: dict[Figure, float | None] = {Figure.REQUESTS: len(opened)}
    values |= _replies(opened, window)
    values |= _endings(rows, window)
    values |= _backlog(rows, window.end)
    return Figures(values, _counted(row.intent for row in opened), _counted(row.account for row in opened))


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of all do not exceed (nearest rank); None without values."""
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1] if values else None


def _replies(opened: Sequence[TicketFacts], window: Window) -> dict[Figure, float | None]:
    waits = [
        ((row.replied_at - row.asked_at) / _MINUTE, row.by_bot)
        for row in opened
        if row.asked_at is not None and row.replied_at is not None and row.replied_at < window.end
    ]
    everyone = [wait for wait, _ in waits]
    bot = [wait for wait, by_bot in waits if by_bot]
    staff = [wait for wait, by_bot in waits if not by_bot]
    return {
        Figure.REPLIED: len(waits),
        Figure.REPLY_P50: percentile(everyone, 0.5),
        Figure.REPLY_P90: percentile(everyone, 0.9),
        Figure.BOT_REPLY_P50: percentile(bot, 0.5),
        Figure.BOT_REPLY_P90: percentile(bot, 0.9),
        Figure.STAFF_REPLY_P50: percentile(staff, 0.5),
        Figure.STAFF_REPLY_P90: percentile(staff, 0.9),
    }


def _endings(rows: Sequence[TicketFacts], window: Window) -> dict[Figure, float | None]:
    made = [(was, now) for row in rows for was, now in _steps(row) if window.holds(now.at)]
    how = Counter(now.how for _, now in made if now.status is TicketStatus.RESOLVED)
    reopened = [was for was, now in made if was is TicketStatus.RESOLVED and now.status is TicketStatus.OPEN]
    return {
        Figure.CONFIRMED: how[Resolution.CONFIRMED],
        Figure.ASSUMED: how[Resolution.ASSUMED],
        Figure.REOPENED: len(reopened),
    }


def _backlog(rows: Sequence[TicketFacts], now: datetime) -> dict[Figure, float | None]:
    waiting = [row for row in rows if not row.closed and _status(row, now) is not TicketStatus.RESOLVED]
    ages = [(now - row.opened_at) / _HOUR for row in waiting if row.opened_at < now]
    return {
        Figure.OPEN: len(ages),
        Figure.OPEN_UNOWNED: sum(not row.owned for row in waiting if row.opened_at < now),
        Figure.OLDEST_OPEN: max(ages, default=None),
    }


def _steps(row: TicketFacts) -> Iterator[tuple[TicketStatus, StateChange]]:
    was = TicketStatus.OPEN
    for change in row.changes:
        yield was, change
        was = change.status


def _status(row: TicketFacts, now: datetime) -> TicketStatus:
    past = [change.status for change in row.changes if change.at < now]
    return past[-1] if past else TicketStatus.OPEN


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))
