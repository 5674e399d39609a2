"""Channels as Slack last told us, so that each is asked about once and not at every message."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from bot.domain import ChannelId, MessageTs
from bot.domain.ports import Clock
from bot.store.channel_moves import move_channel
from bot.store.database import Database
from bot.store.records import NEVER, Channel
from bot.store.reviews import upsert
from bot.store.rows import insert_new, record
from bot.store.tables import channels
from bot.store.tx import Tx

_BY_ID = select(channels).where(channels.c.id == bindparam("channel"))


class Channels:
    """Channels, and how far the history of each has been read."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def seen(self, channel: ChannelId, name: str = "", is_ext_shared: bool = False, tx: Tx | None = None) -> None:
        """Remember what a channel is; its place in the history stays."""
        new = {"name": name, "is_ext_shared": is_ext_shared, "updated_at": self._clock.now()}
        await upsert(self._database, channels, {"id": channel, "last_seen_ts": NEVER, **new}, ("id",), new, tx)

    async def get(self, channel: ChannelId, tx: Tx | None = None) -> Channel | None:
        """A channel by id."""
        async with self._database.read(tx) as connection:
            row = (await connection.execute(_BY_ID, {"channel": channel})).first()
            return None if row is None else record(Channel, row)

    async def all(self) -> list[Channel]:
        """All channels."""
        async with self._database.read() as tx:
            return [record(Channel, row) for row in await tx.execute(select(channels).order_by(channels.c.id))]

    async def read_up_to(self, channel: ChannelId, ts: MessageTs, tx: Tx | None = None) -> None:
        """Note how far the history was read; it never moves back."""
        now = self._clock.now()
        row = {"id": channel, "name": "", "is_ext_shared": False, "last_seen_ts": ts, "updated_at": now}
        further = (channels.c.id == channel) & (channels.c.last_seen_ts < ts)
        async with self._database.write(tx) as connection:
            if not await insert_new(connection, channels, row):
                await connection.execute(update(channels).where(further).values(last_seen_ts=ts, updated_at=now))

    async def moved(self, old: ChannelId, new: ChannelId, tx: Tx | None = None) -> None:
        """A channel got another id: all that is stored under the old one stands under the new one."""
        async with self._database.write(tx) as connection:
            await move_channel(connection, old, new)
