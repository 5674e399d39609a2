"""Drafts with a planted error, which can never be sent: they measure whether reviewers read what they approve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import DecisionId, TicketId, UserId


class Plant(StrEnum):
    """What was changed. Stored words."""

    NUMBER = "number"
    NEGATION = "negation"
    LINK = "link"
    STEPS = "steps"


class CanaryState(StrEnum):
    """`open`: on the desk; `caught`: declined as wrong, or edited without the error; `missed`: approved, or sent on
    with the error; `unjudged`: neither, or nobody looked at it in time."""

    OPEN = "open"
    CAUGHT = "caught"
    MISSED = "missed"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True)
class Planted:
    """An error in one sentence of a draft, the `sentence`-th: `text` is that sentence with it, `error` the words that
    are wrong there and `was` the words in whose place they stand."""

    kind: Plant
    sentence: int
    text: str
    error: str
    was: str


@dataclass(frozen=True, slots=True)
class Canary:
    """It imitates a decision whose draft was approved; `because` is the decision whose draft drew it, one each."""

    id: str
    decision_id: DecisionId
    ticket_id: TicketId
    because: str
    kind: Plant
    sentence: int
    text: str
    error: str
    was: str
    made_at: datetime
    state: CanaryState = CanaryState.OPEN
    by: UserId | None = None
    decided_at: datetime | None = None
