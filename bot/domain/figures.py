"""The figures of a report: the window they are of, and the report that sets two windows side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.texts.figures import Figure as Figure


class Breakdown(StrEnum):
    """What figures are split by."""

    INTENT = "intents"
    ACCOUNT = "accounts"
    TIER = "tiers"
    ACCOUNT_TIER = "account_tiers"


class Column(StrEnum):
    """A column of a breakdown; texts/columns.py has its label, unit and definition."""

    REQUESTS = "requests"
    REPLIED = "replied"
    REPLY_P50 = "first_reply_p50"
    ANSWERED = "answered"
    OPEN = "open"
    AUDITS = "audits"
    ACCURACY = "accuracy"
    LOW = "accuracy_low"
    HIGH = "accuracy_high"
    COST = "cost"
    STAFF_MINUTES = "staff_minutes"
    FIRST_KEPT = "first_kept"
    FIRST_BREACHED = "first_breached"
    NEXT_KEPT = "next_kept"
    NEXT_BREACHED = "next_breached"
    RESOLUTION_KEPT = "resolution_kept"
    RESOLUTION_BREACHED = "resolution_breached"


CLOCKS = (
    *(Column.FIRST_KEPT, Column.FIRST_BREACHED, Column.NEXT_KEPT, Column.NEXT_BREACHED),
    *(Column.RESOLUTION_KEPT, Column.RESOLUTION_BREACHED),
)


Values = dict[Figure, float | None]
Rows = dict[str, dict[Column, float | None]]


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
    """`values` has None where there is nothing to measure. `tables` has the rows of each breakdown, most requests
    first; an empty name is what is not known."""

    values: Mapping[Figure, float | None]
    tables: Mapping[Breakdown, Rows] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """A window beside the window before. `days` are the requests of each day of the window (its first day as an ISO
    date) by tier, oldest first: five numbers, for tiers 0 to 3 and for what is not decided."""

    window: Window
    now: Figures
    before: Figures
    days: tuple[tuple[str, tuple[int, int, int, int, int]], ...] = ()
