"""The audit log: rows are only ever added, each chained to the one before it by a hash."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text, update

from bot.store.audit_chain import START, next_hash, redacted_entry
from bot.store.database import Database
from bot.store.records import LogEntry
from bot.store.rows import insert_new, record, values
from bot.store.tables import actions, meta
from bot.store.tx import Tx

KEY = "audit:key"
"""The key of stand-ins for personal details in `meta`: it never leaves the installation."""

_LOCK = 4_071_266_331  # PostgreSQL's number for it, of our choosing; SQLite has one writer at a time anyway
_BATCH = 1_000
_LAST = select(actions.c.hash).order_by(actions.c.seq.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the last row's hash, how many rows there are, and when the first was written."""

    hash: str
    rows: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """What a verification found. `broken` is the first row that does not follow (None: all do), `rows` how many were
    good until then, and `seen` whether the hash that was looked for stands in the good part."""

    rows: int
    head: str
    broken: LogEntry | None = None
    broken_seq: int = 0
    seen: bool = True


class AuditLog:
    """Appends under one lock, so that the order of the rows is the order of the chain on both databases."""

    def __init__(self, database: Database, ids: Callable[[], str]) -> None:
        self._database = database
        self._ids = ids

    async def append(self, entry: LogEntry, tx: Tx | None = None) -> bool:
        """Add a row; False when its id is there, so a repeated click logs once."""
        async with self._database.write(tx) as connection:
            await self._lock(connection)
            before = (await connection.execute(_LAST)).scalar()
            made = next_hash(before or START, redacted_entry(entry, await self._key_for(connection)))
            return await insert_new(connection, actions, {**values(entry), "detail": dict(entry.detail), "hash": made})

    async def key(self, tx: Tx | None = None) -> str:
        """The key of stand-ins; empty while nothing was logged."""
        async with self._database.read(tx) as connection:
            return (await connection.execute(select(meta.c.value).where(meta.c.key == KEY))).scalar() or ""

    async def made_key(self) -> str:
        """The key of stand-ins, made now where nothing was logged yet."""
        async with self._database.write() as connection:
            return await self._key_for(connection)

    async def since(self, tx: Tx | None = None) -> datetime | None:
        """When the first row was written; None while nothing was logged."""
        first = select(actions.c.at).order_by(actions.c.seq).limit(1)
        async with self._database.read(tx) as connection:
            found: datetime | None = (await connection.execute(first)).scalar()
            return found

    async def head(self) -> Head | None:
        """The end of the chain; None while nothing was logged."""
        async with self._database.view(long=True) as tx:
            last = (await tx.execute(_LAST)).scalar()
            since = await self.since(tx)
            rows = int((await tx.execute(select(func.count()).select_from(actions))).scalar_one())
        return None if last is None or since is None else Head(last, rows, since)

    async def rows(self, since: datetime | None = None) -> AsyncIterator[tuple[int, LogEntry, str]]:
        """All rows in order, each with its number and hash; those written since an instant."""
        after = 0
        while True:
            query = select(actions).where(actions.c.seq > after).order_by(actions.c.seq).limit(_BATCH)
            async with self._database.read() as tx:
                found = list(await tx.execute(query if since is None else query.where(actions.c.at >= since)))
            for row in found:
                yield row.seq, record(LogEntry, row), row.hash
            if len(found) < _BATCH:
                return
            after = found[-1].seq

    async def verify(self, looked_for: str = "") -> Checked:
        """Follow the chain from its first row. `looked_for` is a head that was told before, empty for none."""
        key, before, good, seen = await self.key(), START, 0, not looked_for
        async for seq, entry, stored in self.rows():
            expected = next_hash(before, redacted_entry(entry, key))
            if stored != expected:
                return Checked(good, before, entry, seq, seen)
            before, good = expected, good + 1
            seen = seen or before == looked_for
        return Checked(good, before, seen=seen)

    async def chain_old(self) -> int:
        """Chain the rows at the end that a version without the chain wrote; how many. Rows before a chained one are
        left as they are: a hash that is missing there was taken away."""
        async with self._database.read() as tx:
            if (await tx.execute(_LAST)).scalar() != "":
                return 0
        async with self._database.write() as connection:
            await self._lock(connection)
            key = await self._key_for(connection)
            chained = select(func.max(actions.c.seq)).where(actions.c.hash != "")
            last = (await connection.execute(chained)).scalar() or 0
            at_last = select(actions.c.hash).where(actions.c.seq == last)
            before = (await connection.execute(at_last)).scalar() or START
            rest = select(actions).where(actions.c.seq > last).order_by(actions.c.seq)
            old = list(await connection.execute(rest))
            for row in old:
                before = next_hash(before, redacted_entry(record(LogEntry, row), key))
                await connection.execute(update(actions).where(actions.c.seq == row.seq).values(hash=before))
            return len(old)

    async def _lock(self, connection: Tx) -> None:
        """Until the transaction ends: whoever comes next sees this one's row before its own."""
        if not self._database.is_sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})

    async def _key_for(self, connection: Tx) -> str:
        found = await self.key(connection)
        if found:
            return found
        await insert_new(connection, meta, {"key": KEY, "value": self._ids()})
        return await self.key(connection)
