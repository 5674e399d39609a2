"""A thread of a customer's channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain import ChannelId, MessageTs, TeamId, TicketId, UserId
from bot.domain.states import ThreadState
from bot.store.records.channels import NEVER


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
