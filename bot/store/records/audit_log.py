"""What was done, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain import DecisionId, TicketId


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Something a person (or Earnest) did: the audit log."""

    id: str
    actor: str
    action: str
    at: datetime
    ticket_id: TicketId | None = None
    decision_id: DecisionId | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
