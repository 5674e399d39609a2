"""Reads the rows that a report is counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select, union

from bot.domain import Audit, TicketId
from bot.domain.states import Act, ThreadState, TicketStatus
from bot.domain.ticket_facts import (
    ArticleFlagFacts,
    CallFacts,
    DraftFacts,
    Move,
    PostedAnswer,
    ReportFacts,
    Said,
    StateChange,
    TicketFacts,
    Vote,
)
from bot.store.database import Database
from bot.store.records import PostState
from bot.store.rows import record
from bot.store.tables import (
    actions,
    article_flags,
    audits,
    decisions,
    drafts,
    feedback,
    messages,
    model_calls,
    posts,
    ticket_states,
    tickets,
    turns,
)
from bot.store.tx import Tx

_ANSWER = "answer"  # PostKind.ANSWER: the first post of an answer, which stands for all of it
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
T = TypeVar("T")
AnySelect = Select[*tuple[Any, ...]]
ByTicket = dict[str, list[T]]


async def report_facts(database: Database, end: datetime, since: datetime = ALWAYS) -> ReportFacts:
    """What happened before `end`, in one consistent view. A ticket whose decisions all say that nothing was asked is no
    request. Tickets that ended before `since` and were left alone from then on are left out, and so are older audits
    and calls: a report is as quick after years as after weeks."""
    async with database.view(long=True) as tx:
        rows = await _tickets(tx, _alive(end, since))
        judged = select(audits).where(audits.c.at < end, audits.c.at >= since).order_by(audits.c.at, audits.c.id)
        known_audits = [record(Audit, row) for row in await tx.execute(judged)]
        calls, flagged = await _calls(tx, end, since), await _flags(tx, end)
    return ReportFacts(rows, known_audits, calls, flagged)


def _alive(end: datetime, since: datetime) -> Select[Any]:
    """The ids of the tickets that something happened on since then, or that have not ended."""
    drafted = drafts.join(decisions, decisions.c.id == drafts.c.decision_id)
    recent = union(
        select(messages.c.ticket_id).where(messages.c.said_at >= since),
        select(ticket_states.c.ticket_id).where(ticket_states.c.at >= since),
        select(actions.c.ticket_id).where(actions.c.at >= since, actions.c.ticket_id.is_not(None)),
        select(model_calls.c.ticket_id).where(model_calls.c.at >= since, model_calls.c.ticket_id.is_not(None)),
        select(decisions.c.ticket_id).select_from(drafted).where(drafts.c.decided_at >= since),
    )
    newest = select(func.max(ticket_states.c.seq)).group_by(ticket_states.c.ticket_id)
    resolved = select(ticket_states.c.ticket_id).where(
        ticket_states.c.seq.in_(newest), ticket_states.c.status == TicketStatus.RESOLVED
    )
    unended = (tickets.c.state != ThreadState.CLOSED) & tickets.c.id.not_in(resolved)
    touched = tickets.c.id.in_(select(recent.subquery().c.ticket_id))
    return select(tickets.c.id).where(tickets.c.opened_at < end, or_(tickets.c.opened_at >= since, unended, touched))


async def facts_of_ticket(tx: Tx, ticket: str) -> TicketFacts | None:
    """One ticket; None where it is no request."""
    return next(iter(await _tickets(tx, select(tickets.c.id).where(tickets.c.id == ticket))), None)


async def _tickets(tx: Tx, only: Select[Any]) -> list[TicketFacts]:
    query = select(tickets).where(tickets.c.id.in_(only)).order_by(tickets.c.opened_at, tickets.c.id)
    found = list(await tx.execute(query))
    first, said, changes = await _first_requests(tx, only), await _said(tx, only), await _changes(tx, only)
    written, posted, moves = await _drafts(tx, only), await _answers(tx, only), await _moves(tx, only)
    withdrawn = await _withdrawn(tx, only)
    return [
        TicketFacts(
            id=row.id,
            account=row.account or "",
            opened_at=row.opened_at,
            owned=row.owner is not None or row.taken_by is not None,
            closed=row.state == ThreadState.CLOSED,
            said=tuple(said[row.id]),
            changes=tuple(changes[row.id]),
            drafts=tuple(written[row.id]),
            answers=tuple(posted[row.id]),
            moves=tuple(moves[row.id]),
            withdrawn=tuple(withdrawn[row.id]),
            **(first.get(row.id) or {}),
        )
        for row in found
        if first.get(row.id, {}) is not None
    ]


async def spoken(database: Database, ids: Sequence[TicketId]) -> dict[TicketId, TicketFacts]:
    """What was said on these tickets, and how they stood: nothing else of their facts."""
    only = select(tickets.c.id).where(tickets.c.id.in_(ids))
    async with database.view(long=True) as tx:
        rows = list(
            await tx.execute(select(tickets.c.id, tickets.c.account, tickets.c.opened_at).where(tickets.c.id.in_(ids)))
        )
        said, changes, withdrawn = await _said(tx, only), await _changes(tx, only), await _withdrawn(tx, only)
    return {
        TicketId(key): TicketFacts(
            key,
            account or "",
            opened_at,
            said=tuple(said[key]),
            changes=tuple(changes[key]),
            withdrawn=tuple(withdrawn[key]),
        )
        for key, account, opened_at in rows
    }


def _of(query: AnySelect, column: ColumnElement[Any], only: Select[Any]) -> AnySelect:
    return query.where(column.in_(only))


async def _first_requests(tx: Tx, only: Select[Any]) -> dict[str, dict[str, Any] | None]:
    """Intent, tier and team of a ticket's first request; None where it has decisions, and none of them is a request."""
    found: dict[str, dict[str, Any] | None] = {}
    columns = (decisions.c.ticket_id, decisions.c.intent, decisions.c.tier, decisions.c.team, decisions.c.not_a_request)
    query = select(*columns).where(decisions.c.current).order_by(decisions.c.decided_at, decisions.c.id)
    for ticket, intent, tier, team, nothing in await tx.execute(_of(query, decisions.c.ticket_id, only)):
        if found.get(ticket) is None:
            found[ticket] = None if nothing else {"intent": intent, "tier": tier, "team": team}
    return found


async def _said(tx: Tx, only: Select[Any]) -> ByTicket[Said]:
    nothing = select(decisions.c.turn_id).where(decisions.c.current, decisions.c.not_a_request)
    no_requests = {row.turn_id for row in await tx.execute(_of(nothing, decisions.c.ticket_id, only))}
    columns = (messages.c.ticket_id, messages.c.said_at, messages.c.role, messages.c.author, messages.c.turn_id)
    query = select(*columns, turns.c.urgent, messages.c.ts, messages.c.chatter).select_from(
        messages.outerjoin(turns, turns.c.id == messages.c.turn_id)
    )
    query = query.where(messages.c.deleted.is_(False)).order_by(messages.c.said_at, messages.c.ts)
    found: ByTicket[Said] = defaultdict(list)
    for ticket, at, role, author, turn, urgent, ts, chatter in await tx.execute(_of(query, messages.c.ticket_id, only)):
        asks = turn not in no_requests if turn is not None else not chatter
        found[ticket].append(Said(at, role.value, author, asks, bool(urgent), ts))
    return found


async def _changes(tx: Tx, only: Select[Any]) -> ByTicket[StateChange]:
    found: ByTicket[StateChange] = defaultdict(list)
    query = _of(select(ticket_states), ticket_states.c.ticket_id, only)
    for row in await tx.execute(query.order_by(ticket_states.c.seq)):
        found[row.ticket_id].append(StateChange(row.at, row.status, row.how))
    return found


async def _withdrawn(tx: Tx, only: Select[Any]) -> ByTicket[datetime]:
    query = select(actions.c.ticket_id, actions.c.at).where(actions.c.action == Act.WITHDRAWN.value)
    found: ByTicket[datetime] = defaultdict(list)
    for ticket, at in await tx.execute(_of(query, actions.c.ticket_id, only).order_by(actions.c.seq)):
        found[ticket].append(at)
    return found


async def _drafts(tx: Tx, only: Select[Any]) -> ByTicket[DraftFacts]:
    joined = drafts.join(decisions, decisions.c.id == drafts.c.decision_id)
    query = select(drafts, decisions.c.ticket_id).select_from(joined).where(decisions.c.not_a_request.is_(False))
    found: ByTicket[DraftFacts] = defaultdict(list)
    query = _of(query, decisions.c.ticket_id, only).order_by(drafts.c.made_at, drafts.c.decision_id)
    for row in await tx.execute(query):
        made = DraftFacts(row.made_at, row.state, row.text, row.final_text, row.decided_at, row.decided_by or "")
        found[row.ticket_id].append(made)
    return found


async def _answers(tx: Tx, only: Select[Any]) -> ByTicket[PostedAnswer]:
    """An answer of several posts is one, and so are the votes on them."""
    joined = feedback.join(posts, posts.c.id == feedback.c.post_id)
    columns = (posts.c.decision_id, feedback.c.user, feedback.c.vote, feedback.c.at)
    votes: dict[str, dict[str, Vote]] = defaultdict(dict)
    cast = select(*columns).select_from(joined).where(feedback.c.vote != "").order_by(feedback.c.at, feedback.c.post_id)
    for decision, user, vote, at in await tx.execute(_of(cast, posts.c.ticket_id, only)):
        votes[decision][user] = Vote(at, vote == "up")
    sent = select(posts.c.ticket_id, posts.c.decision_id, posts.c.sent_at, posts.c.created_at)
    sent = sent.where(posts.c.kind == _ANSWER, posts.c.state == PostState.SENT, posts.c.ticket_id.is_not(None))
    found: ByTicket[PostedAnswer] = defaultdict(list)
    for row in await tx.execute(_of(sent, posts.c.ticket_id, only).order_by(posts.c.seq)):
        found[row.ticket_id].append(PostedAnswer(row.sent_at or row.created_at, tuple(votes[row.decision_id].values())))
    return found


async def _moves(tx: Tx, only: Select[Any]) -> ByTicket[Move]:
    query = select(actions.c.ticket_id, actions.c.at, actions.c.detail).where(actions.c.action == Act.REASSIGN.value)
    found: ByTicket[Move] = defaultdict(list)
    for ticket, at, detail in await tx.execute(_of(query, actions.c.ticket_id, only).order_by(actions.c.seq)):
        found[ticket].append(Move(at, str(detail.get("team", "")), str(detail.get("owner", ""))))
    return found


async def _calls(tx: Tx, end: datetime, since: datetime) -> list[CallFacts]:
    columns = (model_calls.c.at, model_calls.c.ticket_id, model_calls.c.cost_usd)
    query = (
        select(*columns)
        .where(model_calls.c.at < end, model_calls.c.at >= since)
        .order_by(model_calls.c.at, model_calls.c.id)
    )
    return [CallFacts(at, ticket or "", cost) for at, ticket, cost in await tx.execute(query)]


async def _flags(tx: Tx, end: datetime) -> list[ArticleFlagFacts]:
    columns = (article_flags.c.article_id, article_flags.c.at, article_flags.c.cleared_at)
    query = select(*columns).where(article_flags.c.at < end).order_by(article_flags.c.at)
    return [ArticleFlagFacts(article, at, cleared) for article, at, cleared in await tx.execute(query)]
