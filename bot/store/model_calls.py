"""What each model call cost, one row a call from before it is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from bot.domain import TicketId, Usage
from bot.domain.ports import Clock
from bot.store.database import Database
from bot.store.rows import values
from bot.store.tables import model_calls

_COST = select(func.coalesce(func.sum(model_calls.c.cost_usd), 0.0))
_SINCE = _COST.where(model_calls.c.at >= bindparam("since"))
_OF_TICKET = _COST.where(model_calls.c.ticket_id == bindparam("ticket"))
_SETTLE = update(model_calls).where(model_calls.c.id == bindparam("call"))


class ModelCalls:
    """A row that was never settled, because we crashed, keeps the outcome and the cost that were expected."""

    def __init__(self, database: Database, clock: Clock, ids: Callable[[], str]) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    async def open(self, expected: Usage, ticket_id: TicketId | None) -> str:
        """Note a call that is about to be made; its id."""
        call_id = self._ids()
        row = {**values(expected), "id": call_id, "ticket_id": ticket_id, "at": self._clock.now()}
        async with self._database.write() as tx:
            await tx.execute(model_calls.insert(), [row])
        return call_id

    async def settle(self, call_id: str, usage: Usage) -> None:
        """Replace the expected figures by those of the call."""
        async with self._database.write() as tx:
            await tx.execute(_SETTLE, {"call": call_id, **values(usage)})

    async def cost_usd(self, since: datetime) -> float:
        """Dollars spent since an instant, with what is still expected of open calls."""
        return await cost_since(self._database, since)

    async def ticket_cost_usd(self, ticket_id: TicketId) -> float:
        """Dollars spent on a ticket, with what is still expected of open calls."""
        async with self._database.read() as tx:
            return float((await tx.execute(_OF_TICKET, {"ticket": ticket_id})).scalar_one())

    async def of_ticket(self, ticket_id: TicketId) -> list[Usage]:
        """A ticket's calls, oldest first."""
        found = [getattr(model_calls.c, name) for name in Usage.__dataclass_fields__]
        query = select(*found).where(model_calls.c.ticket_id == ticket_id).order_by(model_calls.c.at, model_calls.c.id)
        async with self._database.read() as tx:
            return [Usage(*row) for row in await tx.execute(query)]


async def cost_since(database: Database, since: datetime) -> float:
    """Dollars spent since an instant, with what is still expected of open calls."""
    async with database.read() as tx:
        return float((await tx.execute(_SINCE, {"since": since})).scalar_one())
