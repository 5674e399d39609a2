"""Verdicts on answers that went, or would have gone, out alone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Audit
from bot.store.database import Database
from bot.store.rows import insert_unless_known, values
from bot.store.tables import audits


class Audits:
    """Fulfils the pipeline's AuditRecord."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: Sequence[Audit], tx: AsyncConnection | None = None) -> None:
        """Append verdicts; those whose id is there stay as they are."""
        if new:
            async with self._database.write(tx) as connection:
                await connection.execute(insert_unless_known(connection, audits), [values(one) for one in new])

    async def verdicts(self, intent: str, engine: str) -> list[bool]:
        """See ports.AuditRecord."""
        query = select(audits.c.accurate).where(audits.c.intent == intent, audits.c.engine == engine)
        async with self._database.read() as tx:
            return [bool(row.accurate) for row in await tx.execute(query.order_by(audits.c.at, audits.c.id))]

    async def count(self) -> int:
        """See ports.AuditRecord."""
        async with self._database.read() as tx:
            return int((await tx.execute(select(func.count()).select_from(audits))).scalar_one())
