"""Which processes hear Slack, and since when; what was said before is read again, by one of them for all.

Every time is the database's own. PostgreSQL alone: on SQLite there is one process."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, tuple_, update

from bot.store.database import Database
from bot.store.meta import Meta
from bot.store.tables import executors
from bot.store.tx import Tx

READ_KEY = "catch_up:read"
LATER_KEY = "catch_up:later"
_NOW = func.clock_timestamp()


class Listening:
    """This process's connection among those of the others, and how far all channels were read again."""

    def __init__(self, database: Database, meta: Meta) -> None:
        self._database = database
        self._meta = meta

    async def now(self, tx: Tx | None = None) -> datetime:
        """The database's time."""
        async with self._database.read(tx) as connection:
            found: datetime = (await connection.execute(select(_NOW))).scalar_one()
            return found

    async def connected(self) -> bool:
        """Slack has said hello: from here on this process hears what is said. It owes a look at what was said before;
        whether it owed one already."""
        mine = executors.c.number == self._database.executor
        async with self._database.write() as tx:
            owed = (await tx.execute(select(executors.c.owes_reading).where(mine))).scalar()
            await tx.execute(update(executors).where(mine).values(connected_since=_NOW, owes_reading=True))
            return bool(owed)

    async def owes(self, *, owes: bool) -> None:
        """Whether what was said before is still to be read; whoever buries this process reads it then."""
        mine = executors.c.number == self._database.executor
        async with self._database.write() as tx:
            await tx.execute(update(executors).where(mine).values(owes_reading=owes))

    async def heard_elsewhere(self) -> bool | None:
        """Whether another process was connected before this one and has said since that it still is: then nothing was
        said unheard. None while one that was has not said so."""
        here, other = executors.alias("here"), executors.alias("other")
        earlier = tuple_(other.c.connected_since, other.c.number) < tuple_(here.c.connected_since, here.c.number)
        query = select(func.bool_or(other.c.seen_at > here.c.connected_since)).where(
            here.c.number == self._database.executor, other.c.number != here.c.number, earlier
        )
        async with self._database.read() as tx:
            found: bool | None = (await tx.execute(query)).scalar()
        if found is None:  # nobody was connected before
            return False
        return found or None

    async def was_read(self, began: datetime) -> None:
        """All channels were read again from that time on."""
        await self._meta.set(READ_KEY, began.isoformat())

    async def read_at(self) -> datetime | None:
        """When all channels were last begun to be read; None when they never were, or, on a database that was restored
        to a server whose clock is behind, when nobody can tell."""
        found = await self._meta.get(READ_KEY)
        at = datetime.fromisoformat(found) if found else None
        return None if at is None or at > await self.now() else at

    async def owed(self) -> bool:
        """Whether a process that hears Slack has still to read what was said before."""
        query = select(func.bool_or(executors.c.owes_reading)).where(executors.c.connected_since.is_not(None))
        async with self._database.read() as tx:
            return bool((await tx.execute(query)).scalar())

    async def put_off(self, tx: Tx | None = None) -> None:
        """What was said until now was heard, or will be by Slack's own word; it is read once there is time."""
        await self._meta.set(LATER_KEY, (await self.now(tx)).isoformat(), tx)

    async def put_off_at(self) -> datetime | None:
        """When reading was last put off; None when it never was."""
        found = await self._meta.get(LATER_KEY)
        return datetime.fromisoformat(found) if found else None
