"""How tickets ended, were put on hold and were opened again: a history, of which the last row holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Subquery, and_, bindparam, func, select

from bot.domain import TicketId
from bot.domain.states import Resolution, TicketStatus
from bot.store.asking import asks
from bot.store.database import Database
from bot.store.records import Role
from bot.store.rows import insert_new, record, values
from bot.store.standing import stands
from bot.store.tables import decisions, messages, ticket_states, tickets
from bot.store.tx import Tx

_CURRENT = (
    select(ticket_states.c.status)
    .where(ticket_states.c.ticket_id == bindparam("ticket"))
    .order_by(ticket_states.c.seq.desc())
    .limit(1)
)
_ENDS = (TicketStatus.RESOLVED, TicketStatus.ON_HOLD)


@dataclass(frozen=True, slots=True)
class TicketState:
    """One change. `by` is a user id, empty where time did it; `how` says how a resolution is known."""

    id: str
    ticket_id: TicketId
    at: datetime
    status: TicketStatus
    by: str = ""
    how: Resolution | None = None


class TicketStates:
    """Appends changes and reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, change: TicketState, tx: Tx) -> bool:
        """Append; False when the ticket stands so already, or when the change's id is known."""
        if await self.current(change.ticket_id, tx) is change.status:
            return False
        return await insert_new(tx, ticket_states, values(change))

    async def current(self, ticket_id: TicketId, tx: Tx | None = None) -> TicketStatus:
        """How a ticket stands; OPEN where nothing was ever changed."""
        async with self._database.read(tx) as connection:
            found = (await connection.execute(_CURRENT, {"ticket": ticket_id})).scalar()
            return TicketStatus(found) if found is not None else TicketStatus.OPEN

    async def of_ticket(self, ticket_id: TicketId) -> list[TicketState]:
        """Every change of a ticket, oldest first."""
        query = select(ticket_states).where(ticket_states.c.ticket_id == ticket_id).order_by(ticket_states.c.seq)
        async with self._database.read() as tx:
            return [record(TicketState, row) for row in await tx.execute(query)]

    async def silent(self, before: datetime, limit: int = 100) -> Sequence[tuple[TicketId, datetime]]:
        """Tickets on which we spoke last, before this time, and that are neither resolved nor on hold; with the time of
        that last word, which does more than hold. A customer who only thanks has said nothing. Oldest first."""
        last, query = _silent()
        query = query.where(last.c.at < before).order_by(last.c.at).limit(limit)
        async with self._database.view(long=True) as tx:
            return [(TicketId(row[0]), row[1]) for row in await tx.execute(query)]

    async def silent_since(self, ticket_id: TicketId, tx: Tx | None = None) -> datetime | None:
        """When we spoke last on a ticket that has been silent from then on, as above; None where it has not."""
        _, query = _silent(ticket_id)
        async with self._database.read(tx) as connection:
            row = (await connection.execute(query)).first()
            return row[1] if row is not None else None


def _silent(ticket_id: TicketId | None = None) -> tuple[Subquery, Select[str, datetime]]:
    """The last words on tickets that have not ended, all or one, and those on which the last word is ours."""
    customers = messages.c.role == Role.CUSTOMER
    ours = messages.c.role != Role.CUSTOMER
    unended = select(tickets.c.id).where(~stands(_ENDS))
    if ticket_id is not None:
        unended = unended.where(tickets.c.id == ticket_id)
    last = (
        select(
            messages.c.ticket_id,
            func.max(messages.c.said_at).filter(ours).label("at"),
            func.max(messages.c.said_at).filter(and_(ours, messages.c.chatter.is_(False))).label("answered_at"),
            func.max(messages.c.said_at).filter(and_(customers, asks())).label("customer_at"),
        )
        .where(messages.c.deleted.is_(False), messages.c.ticket_id.in_(unended))
        .group_by(messages.c.ticket_id)
        .subquery()
    )
    asked = select(decisions.c.id).where(decisions.c.ticket_id == tickets.c.id, decisions.c.not_a_request.is_(False))
    query = (
        select(last.c.ticket_id, last.c.at)
        .join(tickets, tickets.c.id == last.c.ticket_id)
        .where(last.c.at > last.c.customer_at, last.c.at == last.c.answered_at, asked.exists())
    )
    return last, query
