"""What is exported: corrections, reviews, tickets and what reports count, joined from their tables, oldest first."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from bot.domain import Audit, Decision
from bot.domain.codec import decode
from bot.domain.states import DraftState
from bot.domain.ticket_facts import TicketFacts
from bot.store.database import Database
from bot.store.records import ArticleFlag, Draft, Flag, Message, Ticket
from bot.store.rows import record
from bot.store.tables import article_flags, audits, decisions, drafts, flags, inbox, messages, model_calls, tickets
from bot.store.ticket_facts import facts_of_ticket

_BATCH = 500
_DECIDED = (DraftState.APPROVED, DraftState.EDITED, DraftState.DECLINED)


@dataclass(frozen=True, slots=True)
class ReviewedDraft:
    """A draft that a person decided on, with its decision."""

    draft: Draft
    decision: Decision
    ticket_id: str


@dataclass(frozen=True, slots=True)
class FlaggedAnswer:
    """A verdict on an answer, with the decision and the text that went out."""

    flag: Flag
    decision: Decision | None
    ticket_id: str
    answer: str


class Exports:
    """Reads in batches, so that an export of any size fits into memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def flagged(self, since: datetime | None) -> AsyncIterator[FlaggedAnswer]:
        """All verdicts, oldest first."""
        joined = flags.outerjoin(decisions, decisions.c.id == flags.c.decision_id)
        joined = joined.outerjoin(drafts, drafts.c.decision_id == flags.c.decision_id)
        texts = (decisions.c.payload, decisions.c.ticket_id, drafts.c.final_text, drafts.c.text)
        query = select(flags, *texts).select_from(joined).order_by(flags.c.at, flags.c.id)
        async for row in self._rows(query if since is None else query.where(flags.c.at >= since)):
            decision = decode(row.payload, Decision) if row.payload else None
            answer = row.final_text or row.text or (decision.answer if decision else "")
            yield FlaggedAnswer(record(Flag, row), decision, row.ticket_id or "", answer)

    async def reviewed(self, since: datetime | None) -> AsyncIterator[ReviewedDraft]:
        """All drafts that people decided on, in the order of their decisions."""
        joined = drafts.join(decisions, decisions.c.id == drafts.c.decision_id)
        query = select(drafts, decisions.c.payload, decisions.c.ticket_id).select_from(joined)
        query = query.where(drafts.c.state.in_(_DECIDED)).order_by(drafts.c.decided_at, drafts.c.decision_id)
        async for row in self._rows(query if since is None else query.where(drafts.c.decided_at >= since)):
            yield ReviewedDraft(record(Draft, row), decode(row.payload, Decision), row.ticket_id)

    async def tickets(
        self, since: datetime | None
    ) -> AsyncIterator[tuple[Ticket, list[Message], str, TicketFacts | None]]:
        """All tickets by the time they were opened, each with its messages, the intent of its first decision, and what
        reports are counted from: None where nothing was asked."""
        query = select(tickets).order_by(tickets.c.opened_at, tickets.c.id)
        async for row in self._rows(query if since is None else query.where(tickets.c.opened_at >= since)):
            ticket = record(Ticket, row)
            said = select(messages).where(messages.c.ticket_id == ticket.id).order_by(messages.c.said_at, messages.c.ts)
            first = select(decisions.c.intent).where(decisions.c.ticket_id == ticket.id)
            async with self._database.view(long=True) as tx:
                found = [record(Message, one) for one in await tx.execute(said)]
                intent = (await tx.execute(first.order_by(decisions.c.decided_at).limit(1))).scalar() or ""
                facts = await facts_of_ticket(tx, ticket.id)
            yield ticket, found, intent, facts

    async def audits(self, since: datetime | None) -> AsyncIterator[Audit]:
        """All verdicts on answers that went, or would have gone, out alone."""
        query = select(audits).order_by(audits.c.at, audits.c.id)
        async for row in self._rows(query if since is None else query.where(audits.c.at >= since)):
            yield record(Audit, row)

    async def calls(self, since: datetime | None) -> AsyncIterator[Mapping[str, Any]]:
        """All calls of models, as their table has them."""
        query = select(model_calls).order_by(model_calls.c.at, model_calls.c.id)
        async for row in self._rows(query if since is None else query.where(model_calls.c.at >= since)):
            yield row._mapping

    async def article_flags(self, since: datetime | None) -> AsyncIterator[ArticleFlag]:
        """All flags on articles, cleared or not."""
        query = select(article_flags).order_by(article_flags.c.at, article_flags.c.article_id, article_flags.c.flag_id)
        async for row in self._rows(query if since is None else query.where(article_flags.c.at >= since)):
            yield record(ArticleFlag, row)

    async def about(self, account: str) -> set[str]:
        """The ids of an account's tickets and of what was decided on them."""
        theirs = select(tickets.c.id).where(tickets.c.account == account)
        decided = select(decisions.c.id).where(decisions.c.ticket_id.in_(theirs))
        async with self._database.view(long=True) as tx:
            return {*(await tx.execute(theirs)).scalars(), *(await tx.execute(decided)).scalars()}

    async def names(self) -> set[str]:
        """The names that came with clicks, forms and commands."""
        found: set[str] = set()
        query = select(inbox.c.payload).where(inbox.c.kind.not_in(("posted", "edited", "deleted")))
        async for row in self._rows(query.order_by(inbox.c.seq)):
            told = json.loads(row.payload)
            found |= {str(told[name]) for name in ("user_name",) if isinstance(told, dict) and told.get(name)}
        return found

    async def _rows(self, query: Select) -> AsyncIterator:  # type: ignore[type-arg]
        at = 0
        while True:
            async with self._database.view(long=True) as tx:
                found = list(await tx.execute(query.limit(_BATCH).offset(at)))
            for row in found:
                yield row
            if len(found) < _BATCH:
                return
            at += _BATCH
