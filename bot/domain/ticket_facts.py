"""What the figures of a report are counted from: one plain row a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.states import Resolution, TicketStatus


@dataclass(frozen=True, slots=True)
class StateChange:
    """One change of a ticket's status, in the order in which they were made."""

    at: datetime
    status: TicketStatus
    how: Resolution | None


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A request of a customer. `intent` is that of its first request, empty before a decision; `asked_at` is None
    where every message of the customer was deleted; `by_bot` is None before the first reply."""

    id: str
    account: str
    intent: str
    opened_at: datetime
    owned: bool
    closed: bool
    asked_at: datetime | None = None
    replied_at: datetime | None = None
    by_bot: bool | None = None
    changes: tuple[StateChange, ...] = ()
