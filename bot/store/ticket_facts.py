"""Reads the rows that a report is counted from."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.states import ThreadState
from bot.domain.ticket_facts import StateChange, TicketFacts
from bot.store.database import Database
from bot.store.records import Role
from bot.store.tables import decisions, messages, ticket_states, tickets


async def ticket_facts(database: Database, end: datetime) -> list[TicketFacts]:
    """Every request opened before `end`, in one consistent view. A ticket whose decisions all say that nothing was
    asked is no request."""
    query = select(tickets).where(tickets.c.opened_at < end).order_by(tickets.c.opened_at, tickets.c.id)
    async with database.view() as tx:
        found = list(await tx.execute(query))
        intents = await _intents(tx)
        changes = await _changes(tx)
        said = await _said(tx)
    return [
        TicketFacts(
            id=row.id,
            account=row.account or "",
            intent=intents.get(row.id) or "",
            opened_at=row.opened_at,
            owned=row.owner is not None or row.taken_by is not None,
            closed=row.state == ThreadState.CLOSED,
            changes=tuple(changes[row.id]),
            **_first_reply(said[row.id]),
        )
        for row in found
        if intents.get(row.id, "") is not None
    ]


async def _intents(tx: AsyncConnection) -> dict[str, str | None]:
    """The intent of a ticket's first request; None where it has decisions, and none of them is a request."""
    found: dict[str, str | None] = {}
    columns = (decisions.c.ticket_id, decisions.c.intent, decisions.c.not_a_request)
    query = select(*columns).where(decisions.c.current).order_by(decisions.c.decided_at, decisions.c.id)
    for ticket, intent, nothing in await tx.execute(query):
        if found.get(ticket) is None:
            found[ticket] = None if nothing else intent
    return found


async def _changes(tx: AsyncConnection) -> dict[str, list[StateChange]]:
    found: dict[str, list[StateChange]] = defaultdict(list)
    for row in await tx.execute(select(ticket_states).order_by(ticket_states.c.seq)):
        found[row.ticket_id].append(StateChange(row.at, row.status, row.how))
    return found


async def _said(tx: AsyncConnection) -> dict[str, list[tuple[datetime, Role]]]:
    found: dict[str, list[tuple[datetime, Role]]] = defaultdict(list)
    columns = (messages.c.ticket_id, messages.c.said_at, messages.c.role)
    query = select(*columns).where(messages.c.deleted.is_(False)).order_by(messages.c.said_at, messages.c.ts)
    for ticket, at, role in await tx.execute(query):
        found[ticket].append((at, role))
    return found


def _first_reply(said: list[tuple[datetime, Role]]) -> dict[str, Any]:
    asked = next((at for at, role in said if role is Role.CUSTOMER), None)
    if asked is None:
        return {}
    replies = ((at, role) for at, role in said if role is not Role.CUSTOMER and at >= asked)
    at, role = next(replies, (None, None))
    return {"asked_at": asked, "replied_at": at, "by_bot": None if role is None else role is Role.EARNEST}
