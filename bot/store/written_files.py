"""Files that we wrote: exports, which an erasure goes through, and backups, which it can only name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from bot.store.database import Database
from bot.store.reviews import upsert
from bot.store.rows import record, values
from bot.store.tables import written_files

BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """`what` is a kind of export, or `backup`; `redacted` where personal details were replaced in it."""

    path: str
    what: str
    redacted: bool
    at: datetime


class WrittenFiles:
    """One row a path; writing it again replaces what was known of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, file: WrittenFile) -> None:
        """Remember a file, before the first word is in it."""
        new = {name: value for name, value in values(file).items() if name != "path"}
        await upsert(self._database, written_files, values(file), ("path",), new, None)

    async def all(self) -> list[WrittenFile]:
        """Every file, oldest first."""
        query = select(written_files).order_by(written_files.c.at, written_files.c.path)
        async with self._database.read() as tx:
            return [record(WrittenFile, row) for row in await tx.execute(query)]

    async def remove(self, path: str) -> None:
        """It is gone."""
        async with self._database.write() as tx:
            await tx.execute(delete(written_files).where(written_files.c.path == path))
