"""Builds of the knowledge index, published in the database that all processes share. PostgreSQL alone.

The database and no shared folder or bucket: it is there already wherever there are several processes, a build is
published in one transaction or not at all, and its locks say who builds. Above some 50,000 passages (100 MB) a Qdrant
server holds the vectors, and only the texts are published here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import delete, func, select, text

from bot.store.database import Database
from bot.store.executors import session_name
from bot.store.tables import index_builds, index_parts

KEPT = 3
PART_BYTES = 1 << 20
_LOCK = 0x4541524E  # of ours in the database: who makes or reads a build
_NOW = func.clock_timestamp()
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
        self._database = database

    @asynccontextmanager
    async def held(self, *, shared: bool) -> AsyncIterator[bool]:
        """Hold the published index, alone to make a new build or `shared` to read one; False where somebody else's
        hold forbids it. It ends with the connection, so also with the process; and whoever buries the process ends
        it."""
        suffix = "_shared" if shared else ""
        async with self._database.unjoined() as connection:
            take = text(f"SELECT pg_try_advisory_lock{suffix}(:key)")
            if self._database.executor is not None:
                await connection.execute(_NAME, {"name": session_name(self._database.executor)})
            taken = bool((await connection.execute(take, {"key": _LOCK})).scalar_one())
            try:
                yield taken
            finally:
                if taken:
                    await connection.execute(text(f"SELECT pg_advisory_unlock{suffix}(:key)"), {"key": _LOCK})

    async def newest(self, embedding: str, format_: int) -> Published | None:
        """The build to be searched by who embeds so and reads this format."""
        columns = (index_builds.c.seq, index_builds.c.build, index_builds.c.digest)
        mine = (index_builds.c.embedding == embedding) & (index_builds.c.format == format_)
        async with self._database.read() as tx:
            row = (await tx.execute(select(*columns).where(mine).order_by(index_builds.c.seq.desc()).limit(1))).first()
            return None if row is None else Published(row.seq, row.build, row.digest)

    async def parts(self, seq: int) -> AsyncIterator[bytes]:
        """The archive of a build, part by part; nothing where it is gone meanwhile."""
        number = 0
        while True:
            which = (index_parts.c.build_seq == seq) & (index_parts.c.number == number)
            async with self._database.read() as tx:
                part: bytes | None = (await tx.execute(select(index_parts.c.content).where(which))).scalar()
            if part is None:
                return
            yield part
            number += 1

    async def publish(self, build: str, embedding: str, format_: int, digest: str, parts: Iterable[bytes]) -> None:
        """Make it the newest; older ones go, but for a few that somebody may be reading."""
        row = {"build": build, "embedding": embedding, "format": format_, "digest": digest, "published_at": _NOW}
        async with self._database.write() as tx:
            seq = (await tx.execute(index_builds.insert().values(**row).returning(index_builds.c.seq))).scalar_one()
            for number, part in enumerate(parts):
                await tx.execute(index_parts.insert(), {"build_seq": seq, "number": number, "content": part})
            kept = select(index_builds.c.seq).order_by(index_builds.c.seq.desc()).limit(KEPT)
            await tx.execute(delete(index_builds).where(index_builds.c.seq.not_in(kept)))
