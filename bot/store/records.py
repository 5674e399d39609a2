"""Rows as frozen records; nothing outside the store sees a database row. All times are aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain import ArticleId, ChannelId, Decision, DecisionId, MessageTs, PostId, TeamId, TicketId, TurnId, UserId
from bot.domain.message_parts import NOTHING_HEARD, Heard
from bot.domain.states import DraftState, ThreadState

NEVER = MessageTs("")


class InboxState(StrEnum):
    """Whether an accepted payload has been worked on."""

    NEW = "new"
    DONE = "done"


class Role(StrEnum):
    """Whose message it is in a conversation."""

    CUSTOMER = "customer"
    STAFF = "staff"
    EARNEST = "earnest"


class TurnState(StrEnum):
    """How far a turn is. `gathering`: waiting for the burst to end; `dropped`: nothing left to answer."""

    GATHERING = "gathering"
    QUEUED = "queued"
    RUNNING = "running"
    DECIDED = "decided"
    DROPPED = "dropped"


UNDECIDED = (TurnState.GATHERING, TurnState.QUEUED, TurnState.RUNNING)


class PostState(StrEnum):
    """How far an outgoing call is. `sending` is written before the call: after a crash it may have happened."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


class FlagVerdict(StrEnum):
    """What staff say of a posted answer."""

    ACCURATE = "accurate"
    INACCURATE = "inaccurate"


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A payload to accept. `id` is its deduplication key, `payload` JSON text."""

    id: str
    kind: str
    payload: str
    channel: str = ""
    ts: str = ""
    thread_ts: str | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An accepted payload. `seq` grows in the order of arrival; `attempts` counts failed tries."""

    seq: int
    id: str
    kind: str
    payload: str
    channel: str
    ts: str
    thread_ts: str | None
    author: str
    received_at: datetime
    state: InboxState
    note: str
    attempts: int
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One thread. `last_author_ts` is the opener's latest top-level message, for joining bursts.

    `owner` is a person who was given the ticket, `taken_by` who took the thread from Earnest.
    `forced` is "in" or "out" where staff said so with an emoji."""

    id: TicketId
    channel: ChannelId
    thread_ts: MessageTs
    opened_by: UserId
    opened_at: datetime
    updated_at: datetime
    opened_by_team: TeamId | None = None
    account: str | None = None
    team: str = ""
    owner: UserId | None = None
    state: ThreadState = ThreadState.OPEN
    taken_by: UserId | None = None
    forced: str = ""
    last_author_ts: MessageTs = NEVER


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it now stands. `turn_id` is set for a customer's message that some turn answers; `thread_ts` for
    one that is a reply in a thread."""

    channel: ChannelId
    ts: MessageTs
    ticket_id: TicketId
    author: UserId
    role: Role
    text: str
    said_at: datetime
    turn_id: TurnId | None = None
    files: int = 0
    deleted: bool = False
    edited_ts: MessageTs | None = None
    thread_ts: MessageTs | None = None
    heard: Heard = NOTHING_HEARD


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


@dataclass(frozen=True, slots=True)
class Guard:
    """What must still hold just before posting.

    `turn_id` with `revision`: the turn has not changed. `ticket_open`: nobody but Earnest has the post's ticket;
    `untaken`: no person in particular has it. `draft_pending`: that draft is still undecided; `draft_stands`: it was
    not withdrawn. `after`: the post of that purpose has gone out."""

    turn_id: TurnId | None = None
    revision: int | None = None
    ticket_open: bool = False
    draft_pending: DecisionId | None = None
    untaken: bool = False
    draft_stands: DecisionId | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class NewPost:
    """An outgoing call to make. `body` is Block Kit and other arguments as JSON.

    `dedupe_key` names its purpose: a second post of one purpose is not added. Posts of one `ordering_key` (default:
    the channel) go out in order, one at a time; those of different keys do not wait for each other."""

    dedupe_key: str
    kind: str
    channel: ChannelId
    body: Mapping[str, Any]
    thread_ts: MessageTs | None = None
    ticket_id: TicketId | None = None
    decision_id: DecisionId | None = None
    ordering_key: str = ""
    guard: Guard | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """An outgoing call. `id` is the attempt id that Slack is given to find it again.

    `uncertain`: a try may have happened, so it is looked for before the next. `form` is how much of it is tried, empty
    for all of it; `why` is what keeps it waiting, and `error` why it ended otherwise than sent."""

    seq: int
    id: PostId
    dedupe_key: str
    kind: str
    ordering_key: str
    channel: ChannelId
    body: Mapping[str, Any]
    state: PostState
    created_at: datetime
    thread_ts: MessageTs | None = None
    ticket_id: TicketId | None = None
    decision_id: DecisionId | None = None
    guard: Guard | None = None
    attempts: int = 0
    not_before: datetime | None = None
    slack_channel: ChannelId | None = None
    slack_ts: MessageTs | None = None
    error: str = ""
    sent_at: datetime | None = None
    uncertain: bool = False
    form: str = ""
    why: str = ""
    worked_by: int | None = None


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


@dataclass(frozen=True, slots=True)
class Flag:
    """Staff's verdict on a posted answer."""

    id: str
    channel: ChannelId
    ts: MessageTs
    by: UserId
    verdict: FlagVerdict
    at: datetime
    decision_id: DecisionId | None = None
    correction: str = ""
    cause: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ArticleFlag:
    """An article that a flagged answer leaned on, waiting for review until it is cleared."""

    article_id: ArticleId
    flag_id: str
    at: datetime
    cleared_at: datetime | None = None
    cleared_by: UserId | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A Slack channel. `last_seen_ts` is how far its history has been read ("" for never)."""

    id: ChannelId
    updated_at: datetime
    name: str = ""
    is_ext_shared: bool = False
    last_seen_ts: MessageTs = NEVER
