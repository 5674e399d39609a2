"""Small facts to remember, and what each model call cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import TicketId, Usage
from bot.domain.ports import Clock
from bot.store.database import Database
from bot.store.reviews import upsert
from bot.store.rows import values
from bot.store.tables import meta, model_calls


class Meta:
    """Keys and values, both text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str, tx: AsyncConnection | None = None) -> str | None:
        """The value; None when it was never set."""
        async with self._database.read(tx) as connection:
            found: str | None = (await connection.execute(select(meta.c.value).where(meta.c.key == key))).scalar()
            return found

    async def set(self, key: str, value: str, tx: AsyncConnection | None = None) -> None:
        """Set or replace a value."""
        await upsert(self._database, meta, {"key": key, "value": value}, ("key",), {"value": value}, tx)


class ModelCalls:
    """One row a call, for cost and latency."""

    def __init__(self, database: Database, clock: Clock, ids: Callable[[], str]) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    async def add(
        self, usage: Sequence[Usage], ticket_id: TicketId | None = None, tx: AsyncConnection | None = None
    ) -> None:
        """Record calls as made now."""
        now = self._clock.now()
        rows = [{**values(call), "id": self._ids(), "ticket_id": ticket_id, "at": now} for call in usage]
        if rows:
            async with self._database.write(tx) as connection:
                await connection.execute(model_calls.insert(), rows)

    async def cost_usd(self, since: datetime) -> float:
        """Dollars spent since an instant."""
        query = select(func.coalesce(func.sum(model_calls.c.cost_usd), 0.0)).where(model_calls.c.at >= since)
        async with self._database.read() as tx:
            return float((await tx.execute(query)).scalar_one())
