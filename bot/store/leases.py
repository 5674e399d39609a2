"""What one process holds alone among several: a line of the inbox, a timer. On SQLite all is this process's own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete

from bot.store.database import Database
from bot.store.rows import insert_unless_known
from bot.store.tables import leases


class Leases:
    """A lease ends when it is given back, or with its executor's row: never by time alone, so that whoever holds one
    and is merely slow keeps it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def shared(self) -> bool:
        """Whether other processes may work on this database."""
        return self._database.executor is not None

    async def claim(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that are this process's now."""
        if not self.shared or not keys:
            return set(keys)
        rows = [{"key": key, "executor": self._database.executor} for key in sorted(set(keys))]
        async with self._database.write() as tx:
            known = insert_unless_known(tx, leases).returning(leases.c.key)
            return set((await tx.execute(known, rows)).scalars())

    async def give_back(self, keys: Collection[str]) -> None:
        """Let others have them."""
        if self.shared and keys:
            mine = leases.c.key.in_(list(keys)) & (leases.c.executor == self._database.executor)
            async with self._database.write() as tx:
                await tx.execute(delete(leases).where(mine))
