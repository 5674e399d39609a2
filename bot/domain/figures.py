"""The figures of a report: their names, the window they are of, and the report that sets two windows side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Figure(StrEnum):
    """Every figure; texts/figures.py has its label, unit and definition."""

    REQUESTS = "requests"
    REPLIED = "replied"
    FIRST_P50 = "first_reply_p50"
    FIRST_P90 = "first_reply_p90"
    FIRST_BOT_P50 = "first_reply_bot_p50"
    FIRST_BOT_P90 = "first_reply_bot_p90"
    FIRST_STAFF_P50 = "first_reply_staff_p50"
    FIRST_STAFF_P90 = "first_reply_staff_p90"
    NEXT_REPLIED = "next_replied"
    NEXT_P50 = "next_reply_p50"
    NEXT_P90 = "next_reply_p90"
    NEXT_BOT_P50 = "next_reply_bot_p50"
    NEXT_BOT_P90 = "next_reply_bot_p90"
    NEXT_STAFF_P50 = "next_reply_staff_p50"
    NEXT_STAFF_P90 = "next_reply_staff_p90"
    KEPT = "clocks_kept"
    BREACHED = "clocks_breached"
    RESOLUTION_P50 = "resolution_p50"
    RESOLUTION_P90 = "resolution_p90"
    CONFIRMED = "resolved_confirmed"
    ASSUMED = "resolved_assumed"
    REOPENED = "reopened"
    OPEN = "open"
    ON_US = "open_on_us"
    OPEN_UNOWNED = "open_unowned"
    OLDEST_OPEN = "oldest_open"
    INVOLVED = "involved"
    ANSWERED = "answered"
    RESOLVED_ALONE = "resolved_alone"
    ABANDONED = "abandoned"
    ACCURACY = "audited_accuracy"
    ACCURACY_LOW = "audited_accuracy_low"
    ACCURACY_HIGH = "audited_accuracy_high"
    AUDITS = "audits"
    ROUTING = "routing_accuracy"
    ROUTED = "routed"
    CSAT = "csat"
    CSAT_VOTES = "csat_votes"
    CSAT_RATE = "csat_response_rate"
    TOUCHES = "touches"
    ONE_TOUCH = "one_touch_share"
    REASSIGNED = "reassignments"
    COST = "cost"
    STAFF_MINUTES = "staff_minutes"
    EDIT_DISTANCE = "edit_distance"
    DRAFTS_SENT = "drafts_sent"
    STALE = "stale_articles"
    FLAGGED = "flagged_articles"
    GAPS = "gaps"


class Breakdown(StrEnum):
    """What figures are split by."""

    INTENT = "intents"
    ACCOUNT = "accounts"
    TIER = "tiers"
    ACCOUNT_TIER = "account_tiers"


class Column(StrEnum):
    """A column of a breakdown; texts/figures.py has its label, unit and definition."""

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
