"""What the figures of a report are counted from: plain rows, one a ticket, an audit, a call of a model, a flag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.audit import Audit
from bot.domain.states import DraftState, Resolution, TicketStatus


@dataclass(frozen=True, slots=True)
class StateChange:
    """One change of a ticket's status, in the order in which they were made."""

    at: datetime
    status: TicketStatus
    how: Resolution | None


@dataclass(frozen=True, slots=True)
class Said:
    """A message that was not deleted. `role` is a stored word: customer, staff, earnest. `request`: it waits for a
    reply, which a word of thanks does not; of a colleague's, that it does more than hold. `urgent`: it went to
    people at once."""

    at: datetime
    role: str
    by: str
    request: bool = True
    urgent: bool = False
    ts: str = ""


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A decision's answer; `final` is what went out of it, None before a decision and where nothing went out."""

    made_at: datetime
    state: DraftState
    text: str
    final: str | None = None
    decided_at: datetime | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """A customer's thumb."""

    at: datetime
    up: bool


@dataclass(frozen=True, slots=True)
class PostedAnswer:
    """An answer of Earnest's that went out, with the last vote of each person."""

    at: datetime
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody gave a ticket to a team, a person, or both."""

    at: datetime
    team: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A request of a customer. `intent`, `tier` and `team` are those of its first decision that found a request: empty
    and None before there is one. `owned`: as it is now. `withdrawn`: when its customer needed no answer any more."""

    id: str
    account: str
    opened_at: datetime
    intent: str = ""
    tier: int | None = None
    team: str = ""
    owned: bool = False
    closed: bool = False
    said: tuple[Said, ...] = ()
    changes: tuple[StateChange, ...] = ()
    drafts: tuple[DraftFacts, ...] = ()
    answers: tuple[PostedAnswer, ...] = ()
    moves: tuple[Move, ...] = ()
    withdrawn: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What one call of a model cost; `ticket` is empty for a dry run."""

    at: datetime
    ticket: str
    cost_usd: float


@dataclass(frozen=True, slots=True)
class ArticleFlagFacts:
    """An article in the review queue, until it was looked at."""

    article: str
    at: datetime
    cleared_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """All that figures are counted from."""

    tickets: Sequence[TicketFacts] = ()
    audits: Sequence[Audit] = ()
    calls: Sequence[CallFacts] = ()
    flags: Sequence[ArticleFlagFacts] = ()
