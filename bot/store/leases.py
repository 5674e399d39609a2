"""What one process holds alone among several: a line of the inbox, a timer. On SQLite all is this process's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import Delete, delete

from bot.store.database import Database
from bot.store.rows import insert_unless_known
from bot.store.tables import leases


class Leases:
    """A lease ends when it is given back, or with its executor's row: never by time alone, so that whoever holds one
    and is merely slow keeps it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._in_hand = Counter[str]()  # held here, or asked for just now
        # Claimed or given back by a transaction of which nobody knows how it ended: nobody here holds them.
        self._stale = set[str]()

    @property
    def shared(self) -> bool:
        """Whether other processes may work on this database."""
        return self._database.executor is not None

    async def claim(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that are this process's now."""
        if not self.shared or not keys:
            return set(keys)
        asked = set(keys)
        self._in_hand.update(asked)
        claimed: set[str] = set()
        try:
            stale = {key for key in self._stale if self._in_hand[key] == (key in asked)}
            rows = [{"key": key, "executor": self._database.executor} for key in sorted(asked)]
            async with self._database.write() as tx:
                if stale:
                    await tx.execute(self._mine_of(stale))
                known = insert_unless_known(tx, leases).returning(leases.c.key)
                claimed = set((await tx.execute(known, rows)).scalars())
            self._stale -= stale
        except BaseException:  # cancelled as well: the transaction may have been made
            claimed = set()
            self._stale |= asked
            raise
        finally:
            self._in_hand -= Counter(asked - claimed)
        return claimed

    async def give_back(self, keys: Collection[str]) -> None:
        """Let others have them. What cannot be given back now is with the next claim."""
        if not self.shared or not keys:
            return
        try:
            async with self._database.write() as tx:
                await tx.execute(self._mine_of(keys))
        except BaseException:
            self._stale.update(keys)
            raise
        finally:
            self._in_hand -= Counter(set(keys))

    def _mine_of(self, keys: Collection[str]) -> Delete:
        return delete(leases).where(leases.c.key.in_(list(keys)) & (leases.c.executor == self._database.executor))
