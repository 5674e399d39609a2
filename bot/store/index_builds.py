"""Builds of the knowledge index, published in the database that all processes share. PostgreSQL alone.

The database and no shared folder or bucket: it is there already wherever there are several processes, a build is
published in one transaction or not at all, and its locks say who builds. Above some 50,000 passages (100 MB) a Qdrant
server holds the vectors, and only the texts are published here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import Database
from bot.store.executors import Executors, number_of_session, session_name
from bot.store.tables import index_builds, index_parts

KEPT = 3
PART_BYTES = 1 << 20
_LOCK = 0x4541524E  # of ours in the database: who makes or reads a build
_NOW = func.clock_timestamp()
_HOLDERS = text(
    "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'advisory' AND granted "
    "AND objid = :key AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_NAME = text("SELECT set_config('application_name', :name, false)")


@dataclass(frozen=True, slots=True)
class Published:
    """A build by its name; `digest` is the SHA-256 of its archive, in hex."""

    seq: int
    build: str
    digest: str


class IndexBuilds:
    """Archives in parts of a megabyte."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @asynccontextmanager
    async def held(self, *, shared: bool) -> AsyncIterator[bool]:
        """Hold the published index, alone to make a new build or `shared` to read one; False where somebody else's
        hold forbids it. It ends with the connection, so also with the process; and whoever buries the process ends
        it."""
        suffix = "_shared" if shared else ""
        async with self.database.unjoined() as connection:
            take = text(f"SELECT pg_try_advisory_lock{suffix}(:key)")
            if self.database.executor is not None:
                await connection.execute(_NAME, {"name": session_name(self.database.executor)})
            taken = bool((await connection.execute(take, {"key": _LOCK})).scalar_one())
            free = text(f"SELECT pg_advisory_unlock{suffix}(:key)" if taken else "SELECT CAST(:key AS bigint)")
            try:
                yield taken
            except BaseException:
                with suppress(SQLAlchemyError, OSError):  # its connection may have been ended under it
                    await connection.execute(free, {"key": _LOCK})
                raise
            await connection.execute(free, {"key": _LOCK})

    async def take_from_gone(self) -> bool:
        """Give up who holds the published index and was not heard of for long, as a process that was stopped: it
        publishes nothing any more. Whether there was one."""
        async with self.database.read() as tx:
            names = [str(name) for name in (await tx.execute(_HOLDERS, {"key": _LOCK})).scalars()]
        numbers = [number for number in map(number_of_session, names) if number is not None]
        return bool(numbers and await Executors(self.database).bury(numbers, expired=True))

    async def newest(self, embedding: str, format_: int) -> Published | None:
        """The build to be searched by who embeds so and reads this format."""
        columns = (index_builds.c.seq, index_builds.c.build, index_builds.c.digest)
        mine = (index_builds.c.embedding == embedding) & (index_builds.c.format == format_)
        async with self.database.read() as tx:
            row = (await tx.execute(select(*columns).where(mine).order_by(index_builds.c.seq.desc()).limit(1))).first()
            return None if row is None else Published(row.seq, row.build, row.digest)

    async def parts(self, seq: int) -> AsyncIterator[bytes]:
        """The archive of a build, part by part; nothing where it is gone meanwhile."""
        number = 0
        while True:
            which = (index_parts.c.build_seq == seq) & (index_parts.c.number == number)
            async with self.database.read() as tx:
                part: bytes | None = (await tx.execute(select(index_parts.c.content).where(which))).scalar()
            if part is None:
                return
            yield part
            number += 1

    async def publish(self, build: str, embedding: str, format_: int, digest: str, parts: Iterable[bytes]) -> None:
        """Make it the newest; older ones go, but for a few that somebody may be reading."""
        row = {"build": build, "embedding": embedding, "format": format_, "digest": digest, "published_at": _NOW}
        async with self.database.write() as tx:
            seq = (await tx.execute(index_builds.insert().values(**row).returning(index_builds.c.seq))).scalar_one()
            for number, part in enumerate(parts):
                await tx.execute(index_parts.insert(), {"build_seq": seq, "number": number, "content": part})
            kept = select(index_builds.c.seq).order_by(index_builds.c.seq.desc()).limit(KEPT)
            await tx.execute(delete(index_builds).where(index_builds.c.seq.not_in(kept)))
