"""Customers who wait for a reply, read from messages, decisions and the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, select

from bot.domain import TicketId
from bot.domain.states import Act, ThreadState, TicketStatus
from bot.domain.ticket_facts import TicketFacts
from bot.store.asking import asks
from bot.store.database import Database
from bot.store.records import Role
from bot.store.standing import stands
from bot.store.tables import actions, messages, tickets, turns
from bot.store.ticket_facts import spoken


class WaitingCustomers:
    """Finds the messages of customers that nobody has answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def said_on(self, tickets_: Sequence[TicketId]) -> dict[TicketId, TicketFacts]:
        """What was said on tickets, and how they stood."""
        return await spoken(self._database, tickets_)

    async def of_accounts(
        self, accounts: list[str], since: datetime
    ) -> dict[TicketId, tuple[str, datetime, bool, bool]]:
        """Who waits, by ticket of these accounts: the account, when the first message was written that nobody has
        answered (who only holds has not), whether nobody has answered on the ticket at all, and whether one of those
        messages is urgent. What was no request, was deleted or was taken back waits for nothing, nor does what was
        written before `since`."""
        reply = messages.alias()
        replied = select(reply.c.ts).where(
            reply.c.ticket_id == messages.c.ticket_id,
            reply.c.role.in_((Role.STAFF, Role.EARNEST)),
            reply.c.deleted.is_(False),
            reply.c.chatter.is_(False),
        )
        withdrawn = select(actions.c.seq).where(
            actions.c.ticket_id == messages.c.ticket_id,
            actions.c.action == Act.WITHDRAWN.value,
            actions.c.at >= messages.c.said_at,
        )
        joined = messages.join(tickets, tickets.c.id == messages.c.ticket_id).outerjoin(
            turns, turns.c.id == messages.c.turn_id
        )
        ever = func.max(case((replied.exists(), 1), else_=0))
        urgent = func.max(case((turns.c.urgent, 1), else_=0))
        query = (
            select(tickets.c.id, tickets.c.account, func.min(messages.c.said_at), ever, urgent)
            .select_from(joined)
            .where(
                tickets.c.account.in_(accounts),
                tickets.c.state != ThreadState.CLOSED,
                ~stands((TicketStatus.ON_HOLD, TicketStatus.RESOLVED)),
                messages.c.role == Role.CUSTOMER,
                messages.c.deleted.is_(False),
                messages.c.said_at >= since,
                ~replied.where(reply.c.said_at >= messages.c.said_at).exists(),
                ~withdrawn.exists(),
                asks(),
            )
            .group_by(tickets.c.id, tickets.c.account)
        )
        async with self._database.view(long=True) as connection:
            rows = await connection.execute(query)
            return {TicketId(row[0]): (row[1], row[2], not row[3], bool(row[4])) for row in rows}
