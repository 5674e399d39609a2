"""How a turn left, and the draft of its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain import Decision, DecisionId, TicketId, TurnId, UserId
from bot.domain.states import DraftState


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A stored decision. `current` is false once a newer decision stands for the same turn."""

    id: DecisionId
    turn_id: TurnId
    ticket_id: TicketId
    revision: int
    decision: Decision
    decided_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision's answer and what became of it. `final_text` is what the customer gets, once decided."""

    decision_id: DecisionId
    text: str
    state: DraftState
    made_at: datetime
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    final_text: str | None = None
