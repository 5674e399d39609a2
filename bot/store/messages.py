"""Messages: each conversation as it now stands, edits and deletions applied."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from bot.domain import ChannelId, MessageTs, TicketId, TurnId
from bot.domain.message_parts import Heard
from bot.store.database import Database
from bot.store.records import Message, Role
from bot.store.rows import insert_new, record, values
from bot.store.tables import messages
from bot.store.tx import Tx

_STANDING = select(messages).where(messages.c.deleted.is_(False)).order_by(messages.c.ts)
_OF_TICKET = _STANDING.where(messages.c.ticket_id == bindparam("of"))
_OF_TURN = _STANDING.where(messages.c.turn_id == bindparam("of"))
_CHANGE = update(messages).where(
    messages.c.channel == bindparam("in_channel"), messages.c.ts == bindparam("at"), messages.c.deleted.is_(False)
)


class Messages:
    """Adds, edits, deletes and lists messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, message: Message, tx: Tx | None = None) -> bool:
        """Add a message; False when (channel, ts) is known, which then stays as it is."""
        async with self._database.write(tx) as connection:
            return await insert_new(connection, messages, values(message))

    async def get(self, channel: ChannelId, ts: MessageTs, tx: Tx | None = None) -> Message | None:
        """A message by its place."""
        async with self._database.read(tx) as connection:
            row = (await connection.execute(select(messages).where(_at(channel, ts)))).first()
            return None if row is None else record(Message, row)

    async def of_ticket(self, ticket_id: TicketId, tx: Tx | None = None) -> list[Message]:
        """All messages of a ticket that are not deleted, oldest first."""
        return await self._list(_OF_TICKET, ticket_id, tx)

    async def first_in(self, channel: ChannelId) -> MessageTs | None:
        """The ts of the oldest message that is known in a channel; None when none is."""
        query = select(func.min(messages.c.ts)).where(messages.c.channel == channel)
        async with self._database.read() as tx:
            found: MessageTs | None = (await tx.execute(query)).scalar()
            return found

    async def newest_in(self, channel: ChannelId, most: int) -> list[Message]:
        """The newest messages that stand in a channel itself, newest first."""
        here = (messages.c.channel == channel) & messages.c.thread_ts.is_(None) & messages.c.deleted.is_(False)
        query = select(messages).where(here).order_by(messages.c.ts.desc()).limit(most)
        async with self._database.read() as tx:
            return [record(Message, row) for row in await tx.execute(query)]

    async def of_turn(self, turn_id: TurnId, tx: Tx | None = None) -> list[Message]:
        """A turn's messages that are not deleted, oldest first."""
        return await self._list(_OF_TURN, turn_id, tx)

    async def edit(
        self,
        channel: ChannelId,
        ts: MessageTs,
        text: str,
        edited_ts: MessageTs,
        *,
        files: int | None = None,
        heard: Heard | None = None,
        tx: Tx | None = None,
    ) -> bool:
        """Change a text, which may ask something now. False when the message is unknown, deleted, or was edited later
        than this edit."""
        older = or_(messages.c.edited_ts.is_(None), messages.c.edited_ts < edited_ts)
        new: dict[str, Any] = {"text": text, "edited_ts": edited_ts, "chatter": False}
        if files is not None:
            new["files"] = files
        if heard is not None:
            new["heard"] = heard
        return await self._change(channel, ts, older, new, tx)

    async def delete(self, channel: ChannelId, ts: MessageTs, tx: Tx | None = None) -> bool:
        """Forget a text, keep its place. False when the message is unknown or was deleted."""
        return await self._change(channel, ts, None, {"deleted": True, "text": ""}, tx)

    async def assign(self, channel: ChannelId, ts: MessageTs, turn_id: TurnId, tx: Tx) -> bool:
        """Make a message part of a turn."""
        return await self._change(channel, ts, None, {"turn_id": turn_id}, tx)

    async def judge(self, channel: ChannelId, ts: MessageTs, role: Role, tx: Tx) -> bool:
        """Change whose message it is."""
        return await self._change(channel, ts, None, {"role": role}, tx)

    async def hear(self, channel: ChannelId, ts: MessageTs, heard: Heard, tx: Tx | None = None) -> bool:
        """Change what is known of a message beside its words."""
        return await self._change(channel, ts, None, {"heard": heard}, tx)

    async def _list(self, query: Any, of: str, tx: Tx | None) -> list[Message]:
        async with self._database.read(tx) as connection:
            return [record(Message, row) for row in await connection.execute(query, {"of": of})]

    async def _change(
        self, channel: ChannelId, ts: MessageTs, condition: Any, new: dict[str, Any], tx: Tx | None
    ) -> bool:
        change = _CHANGE if condition is None else _CHANGE.where(condition)
        async with self._database.write(tx) as connection:
            return bool((await connection.execute(change, {"in_channel": channel, "at": ts, **new})).rowcount)


def _at(channel: ChannelId, ts: MessageTs) -> Any:
    return (messages.c.channel == channel) & (messages.c.ts == ts)
