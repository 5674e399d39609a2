"""Small facts to remember."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from bot.store.database import Database
from bot.store.reviews import upsert
from bot.store.tables import meta
from bot.store.tx import Tx

_VALUE = select(meta.c.value).where(meta.c.key == bindparam("name"))


class Meta:
    """Keys and values, both text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str, tx: Tx | None = None) -> str | None:
        """The value; None when it was never set."""
        async with self._database.read(tx) as connection:
            found: str | None = (await connection.execute(_VALUE, {"name": key})).scalar()
            return found

    async def starting_with(self, prefix: str) -> dict[str, str]:
        """All keys that start so, with their values."""
        query = select(meta.c.key, meta.c.value).where(meta.c.key.startswith(prefix, autoescape=True))
        async with self._database.read() as tx:
            return {str(key): str(value) for key, value in await tx.execute(query)}

    async def set(self, key: str, value: str, tx: Tx | None = None) -> None:
        """Set or replace a value."""
        await upsert(self._database, meta, {"key": key, "value": value}, ("key",), {"value": value}, tx)

    async def remove(self, key: str) -> None:
        """Forget a key, whether it was set or not."""
        async with self._database.write() as tx:
            await tx.execute(delete(meta).where(meta.c.key == key))
