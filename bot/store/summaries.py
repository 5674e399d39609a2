"""The summary of a ticket's older turns, kept so that it is extended and not made anew."""

from __future__ import annotations

from sqlalchemy import select

from bot.domain import StoredSummary, TicketId
from bot.domain.ports import Clock
from bot.store.database import Database
from bot.store.reviews import upsert
from bot.store.tables import summaries


class Summaries:
    """Fulfils `SummaryStore`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, ticket_id: TicketId) -> StoredSummary | None:
        """The latest one; None where there is none."""
        query = select(summaries.c.covered, summaries.c.digest, summaries.c.text)
        async with self._database.read() as tx:
            row = (await tx.execute(query.where(summaries.c.ticket_id == ticket_id))).first()
            return None if row is None else StoredSummary(*row)

    async def put(self, ticket_id: TicketId, summary: StoredSummary) -> None:
        """Set or replace it."""
        new = {"covered": summary.covered, "digest": summary.digest, "text": summary.text, "at": self._clock.now()}
        await upsert(self._database, summaries, {"ticket_id": ticket_id, **new}, ("ticket_id",), new, None)
