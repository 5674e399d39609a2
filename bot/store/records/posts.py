"""Calls to Slack that are to be made, and what must hold when they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain import ChannelId, DecisionId, MessageTs, PostId, TicketId, TurnId


class PostState(StrEnum):
    """How far an outgoing call is. `sending` is written before the call: after a crash it may have happened."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


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

    `uncertain`: a try may have happened, so it is looked for before the next. `begun` is False where no call has been
    made for certain: while a claimed post waits for its turn, and once Slack did not have what was uncertain. `form` is
    how much of it is tried, empty for all of it; `why` is what keeps it waiting, and `error` why it ended otherwise
    than sent."""

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
    begun: bool = True
    form: str = ""
    why: str = ""
    worked_by: int | None = None


@dataclass(frozen=True, slots=True)
class OnlyPosts:
    """Posts of these kinds; with `others` those of any other kind, also of one that only a newer version knows.
    `handed_over`: of what was handed to people at once alone."""

    kinds: frozenset[str] = frozenset()
    others: bool = False
    handed_over: bool = False

    def has(self, kind: str, handed_over: bool) -> bool:
        """Whether such a post is one of these."""
        return (kind in self.kinds) != self.others and (handed_over or not self.handed_over)


@dataclass(frozen=True, slots=True)
class WaitingKind:
    """Posts of one kind whose ordering keys are free: how many may be claimed now, and when the next of the others may
    be. `handed_over`: of what was handed to people at once."""

    kind: str
    handed_over: bool
    ready: int
    later: datetime | None
