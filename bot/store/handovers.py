"""Requests that were given to a team and that nobody has taken since, read from the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from bot.domain import TicketId
from bot.domain.states import Act, ThreadState, TicketStatus
from bot.store.database import Database
from bot.store.standing import stands
from bot.store.tables import actions, tickets
from bot.store.tx import Tx

_PASSES = (
    Act.REASSIGN.value,
    *(Act.TAKE.value, Act.STAFF_REPLIED.value, Act.REPLY.value, Act.GIVE_BACK.value),
    *(Act.APPROVE.value, Act.EDIT.value, Act.DECLINE.value),
)


@dataclass(frozen=True, slots=True)
class Handover:
    """A request that waits to be taken: the id of the act by which it was given away, to which team, and when."""

    id: str
    ticket_id: TicketId
    team: str
    at: datetime


class Handovers:
    """Finds them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def untaken(self, since: datetime) -> list[Handover]:
        """Those given away since then, oldest first. Tickets that are closed, resolved or on hold wait for nobody."""
        return await self._found(actions.c.at >= since)

    async def waits(self, handover: Handover, tx: Tx) -> bool:
        """Whether nobody has taken it yet."""
        return bool(await self._found(actions.c.id == handover.id, tx))

    async def _found(self, which: ColumnElement[bool], tx: Tx | None = None) -> list[Handover]:
        later = actions.alias()
        passed = select(later.c.seq).where(
            later.c.ticket_id == actions.c.ticket_id, later.c.seq > actions.c.seq, later.c.action.in_(_PASSES)
        )
        query = (
            select(actions.c.id, actions.c.ticket_id, tickets.c.team, actions.c.at)
            .select_from(actions.join(tickets, tickets.c.id == actions.c.ticket_id))
            .where(
                actions.c.action == Act.REASSIGN.value,
                which,
                tickets.c.state != ThreadState.CLOSED,
                ~stands((TicketStatus.ON_HOLD, TicketStatus.RESOLVED)),
                ~passed.exists(),
            )
            .order_by(actions.c.at, actions.c.seq)
        )
        async with self._database.read(tx) as connection:
            return [Handover(row[0], TicketId(row[1]), row[2], row[3]) for row in await connection.execute(query)]
