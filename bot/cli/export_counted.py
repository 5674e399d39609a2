"""The rows of `export` from which every figure of a report can be counted again (docs/exports.md)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from bot.domain.ticket_facts import TicketFacts
from bot.evaluation.tickets.stand_ins import StandIns
from bot.policy import Policy
from bot.store.records import Message
from bot.store.store import Store

Row = dict[str, Any]


async def tickets(store: Store, since: datetime | None, safe: StandIns, policy: Policy) -> AsyncIterator[Row]:
    """Tickets with what was said: the shape that `eval tickets` and `import` read; and with what became of them."""
    async for ticket, said, intent, facts in store.exports.tickets(since):
        account = policy.accounts.get(ticket.account or "")
        yield {
            "id": ticket.id,
            "opened_at": ticket.opened_at.isoformat(),
            "updated_at": ticket.updated_at.isoformat(),
            "account": safe.place(ticket.account),
            "account_tier": account.tier if account else "",
            "channel": safe.place(ticket.channel),
            "thread_ts": safe.place(ticket.thread_ts),
            "opened_by": safe.person(ticket.opened_by),
            "team": ticket.team,
            "owner": safe.person(ticket.owner),
            "taken_by": safe.person(ticket.taken_by),
            "state": ticket.state.value,
            "request": facts is not None,
            "intent": facts.intent if facts else intent,
            "tier": facts.tier if facts else None,
            "first_team": facts.team if facts else "",
            "turns": _turns(said, facts, safe),
            **_became(facts or TicketFacts(ticket.id, "", ticket.opened_at), safe),
        }


def _turns(said: list[Message], facts: TicketFacts | None, safe: StandIns) -> list[Row]:
    heard = {one.ts: one for one in facts.said} if facts else {}
    return [
        {
            "role": message.role.value,
            "by": safe.person(message.author),
            "at": message.said_at.isoformat(),
            "text": "" if message.deleted else safe.text(message.text),
            "deleted": message.deleted,
            "request": message.ts in heard and heard[message.ts].request,
            "urgent": message.ts in heard and heard[message.ts].urgent,
        }
        for message in said
    ]


def _became(facts: TicketFacts, safe: StandIns) -> Row:
    return {
        "states": [
            {"at": change.at.isoformat(), "status": change.status.value, "how": change.how.value if change.how else ""}
            for change in facts.changes
        ],
        "drafts": [
            {
                "made_at": draft.made_at.isoformat(),
                "outcome": draft.state.value,
                "by": safe.person(draft.decided_by),
                "decided_at": draft.decided_at.isoformat() if draft.decided_at else "",
                "empty": not draft.text.strip(),
            }
            for draft in facts.drafts
        ],
        "answers": [
            {
                "at": answer.at.isoformat(),
                "votes": [{"at": vote.at.isoformat(), "vote": "up" if vote.up else "down"} for vote in answer.votes],
            }
            for answer in facts.answers
        ],
        "moves": [
            {"at": move.at.isoformat(), "team": move.team, "owner": safe.person(move.owner)} for move in facts.moves
        ],
        "withdrawn": [at.isoformat() for at in facts.withdrawn],
    }


async def audits(store: Store, since: datetime | None, safe: StandIns) -> AsyncIterator[Row]:
    """Verdicts on answers that went, or would have gone, out alone."""
    async for audit in store.exports.audits(since):
        yield {
            "id": audit.id,
            "at": audit.at.isoformat(),
            "intent": audit.intent,
            "engine": audit.engine,
            "accurate": audit.accurate,
            "counted": audit.counted,
            "source": audit.source,
            "decision_id": audit.decision_id or "",
            "account": safe.place(audit.account),
            "question": safe.text(audit.question),
        }


async def calls(store: Store, since: datetime | None, safe: StandIns) -> AsyncIterator[Row]:
    """Calls of models, with what each cost."""
    del safe  # nothing personal stands in them
    async for call in store.exports.calls(since):
        yield {**call, "at": call["at"].isoformat(), "ticket_id": call["ticket_id"] or ""}


async def articles(store: Store, since: datetime | None, safe: StandIns) -> AsyncIterator[Row]:
    """Flags that put articles in the review queue, and when they were looked at."""
    async for flag in store.exports.article_flags(since):
        yield {
            "article_id": flag.article_id,
            "flag_id": flag.flag_id,
            "at": flag.at.isoformat(),
            "cleared_at": flag.cleared_at.isoformat() if flag.cleared_at else "",
            "cleared_by": safe.person(flag.cleared_by),
        }
