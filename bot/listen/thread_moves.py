"""Where a ticket goes on when the message that its thread hangs on is deleted."""

from __future__ import annotations

from bot.domain import ChannelId, MessageTs
from bot.runtime import Runtime
from bot.store.records import Message, Role, Ticket
from bot.store.tx import Tx


async def follow(runtime: Runtime, channel: ChannelId, gone: MessageTs, tx: Tx) -> bool:
    """Move the ticket whose thread hung on a deleted message to the oldest of its customers' messages that still
    stands; whether it has moved. Whatever waits to be posted follows it."""
    store = runtime.store
    ticket = await store.tickets.of_thread(channel, gone, tx)
    if ticket is None:
        return False
    standing = [m for m in await store.messages.of_ticket(ticket.id, tx) if m.role is Role.CUSTOMER]
    for message in standing:
        if _under_the_marker(message, ticket):
            return False
        if await store.tickets.move(ticket.id, message.ts, tx):
            return True
    return False


def _under_the_marker(message: Message, ticket: Ticket) -> bool:
    """A reply: the thread lives on under the marker that stands in its deleted parent's place."""
    return message.thread_ts == ticket.thread_ts and message.ts != ticket.thread_ts
