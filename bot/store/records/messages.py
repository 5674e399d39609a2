"""What was said in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain import ChannelId, MessageTs, TicketId, TurnId, UserId
from bot.domain.message_parts import NOTHING_HEARD, Heard


class Role(StrEnum):
    """Whose message it is in a conversation."""

    CUSTOMER = "customer"
    STAFF = "staff"
    EARNEST = "earnest"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it now stands. `turn_id` is set for a customer's message that some turn answers; `thread_ts` for
    one that is a reply in a thread. `chatter`: thanks and the like, which wait for no reply, as heard; of a
    colleague's, that it only holds ("I'll look into it")."""

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
    chatter: bool = False
