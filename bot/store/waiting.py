"""Customers who wait for a reply, read from messages, decisions and the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, or_, select

from bot.domain import TicketId
from bot.domain.states import Act, ThreadState, TicketStatus
from bot.store.database import Database
from bot.store.records import Role
from bot.store.tables import actions, decisions, messages, ticket_states, tickets, turns


class WaitingCustomers:
    """Finds the messages of customers that nobody has answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_accounts(
        self, accounts: list[str], since: datetime, *, ticket: TicketId | None = None
    ) -> dict[TicketId, tuple[str, datetime, bool, bool]]:
        """Who waits, by ticket of these accounts, or of this `ticket` alone: the account, when the first message was
        written that nobody has answered, whether nobody has answered on the ticket at all, and whether one of those
        messages is urgent. What was no request, was deleted or was taken back waits for nothing, nor does what was
        written before `since`."""
        replied = (
            select(messages.c.ticket_id, func.max(messages.c.said_at).label("at"))
            .where(messages.c.role.in_((Role.STAFF, Role.EARNEST)), messages.c.deleted.is_(False))
            .group_by(messages.c.ticket_id)
            .subquery()
        )
        withdrawn = (
            select(actions.c.ticket_id, func.max(actions.c.at).label("at"))
            .where(actions.c.action == Act.WITHDRAWN.value)
            .group_by(actions.c.ticket_id)
            .subquery()
        )
        nothing = select(decisions.c.turn_id).where(decisions.c.current, decisions.c.not_a_request)
        newest = select(func.max(ticket_states.c.seq)).group_by(ticket_states.c.ticket_id)
        ended = select(ticket_states.c.ticket_id).where(
            ticket_states.c.seq.in_(newest), ticket_states.c.status != TicketStatus.OPEN
        )
        joined = (
            messages.join(tickets, tickets.c.id == messages.c.ticket_id)
            .outerjoin(turns, turns.c.id == messages.c.turn_id)
            .outerjoin(replied, replied.c.ticket_id == messages.c.ticket_id)
            .outerjoin(withdrawn, withdrawn.c.ticket_id == messages.c.ticket_id)
        )
        urgent = func.max(case((turns.c.urgent, 1), else_=0))
        query = (
            select(
                messages.c.ticket_id, tickets.c.account, func.min(messages.c.said_at), func.max(replied.c.at), urgent
            )
            .select_from(joined)
            .where(
                tickets.c.account.in_(accounts),
                tickets.c.state != ThreadState.CLOSED,
                tickets.c.id.not_in(ended),
                messages.c.role == Role.CUSTOMER,
                messages.c.deleted.is_(False),
                messages.c.said_at >= since,
                or_(replied.c.at.is_(None), messages.c.said_at > replied.c.at),
                or_(withdrawn.c.at.is_(None), messages.c.said_at > withdrawn.c.at),
                or_(messages.c.turn_id.is_(None), messages.c.turn_id.not_in(nothing)),
            )
            .group_by(messages.c.ticket_id, tickets.c.account)
        )
        if ticket is not None:
            query = query.where(messages.c.ticket_id == ticket)
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return {TicketId(row[0]): (row[1], row[2], row[3] is None, bool(row[4])) for row in rows}
