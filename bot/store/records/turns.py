"""A burst of messages that is answered as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain import TicketId, TurnId, UserId


class TurnState(StrEnum):
    """How far a turn is. `gathering`: waiting for the burst to end; `dropped`: nothing left to answer."""

    GATHERING = "gathering"
    QUEUED = "queued"
    RUNNING = "running"
    DECIDED = "decided"
    DROPPED = "dropped"


UNDECIDED = (TurnState.GATHERING, TurnState.QUEUED, TurnState.RUNNING)


@dataclass(frozen=True, slots=True)
class Turn:
    """A burst that is answered as one. `revision` grows with every change of its messages; `seq` counts from 1.

    `urgent`: it goes to people whatever a model says, so it waits for none. `worked_by`: the executor that runs it."""

    id: TurnId
    ticket_id: TicketId
    seq: int
    revision: int
    state: TurnState
    author: UserId
    first_at: datetime
    due_at: datetime
    decided_at: datetime | None = None
    attempts: int = 0
    urgent: bool = False
    worked_by: int | None = None
