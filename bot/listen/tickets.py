"""The rows that a message makes: a ticket for its thread, and the message itself."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain import Person, TicketId
from bot.domain.inbound import MessagePosted
from bot.domain.message_parts import Heard
from bot.domain.states import ThreadState
from bot.runtime import Runtime
from bot.store.records import NEVER, Message, Role, Ticket


def new_ticket(runtime: Runtime, said: MessagePosted, author: Person, state: ThreadState) -> Ticket:
    """The ticket of the thread that a message is in, or starts."""
    channel = runtime.directory.channel_policy(said.channel)
    now = runtime.clock.now()
    in_thread = said.thread_ts is not None and said.in_thread
    return Ticket(
        id=TicketId(runtime.new_id()),
        channel=said.channel,
        thread_ts=said.thread_ts if in_thread and said.thread_ts else said.ts,
        opened_by=author.user_id,
        opened_by_team=author.team_id,
        account=channel.account if channel and channel.kind != "community" else None,
        opened_at=now,
        updated_at=now,
        state=state,
        last_author_ts=NEVER if in_thread else said.ts,
    )


def message_row(
    said: MessagePosted,
    ticket_id: TicketId,
    role: Role,
    *,
    forced: bool = False,
    named: tuple[str, ...] = (),
    chatter: bool = False,
) -> Message:
    """A message as it now stands."""
    return Message(
        channel=said.channel,
        ts=said.ts,
        ticket_id=ticket_id,
        author=said.user,
        role=role,
        text=said.text,
        said_at=spoken_at(said.ts),
        files=said.files,
        thread_ts=said.thread_ts if said.in_thread else None,
        heard=Heard(parts=said.parts, forced=forced, names_us=said.mentions_bot, named=named),
        chatter=chatter and not forced,
    )


def spoken_at(ts: str) -> datetime:
    """Slack's ts as a time."""
    return datetime.fromtimestamp(float(ts), tz=UTC)
