"""Rows that tests put in, with what matters given and the rest filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import (
    ArticleId,
    ChannelId,
    Classification,
    Decision,
    DecisionId,
    Drafted,
    Generation,
    Grounding,
    IntentScore,
    MessageTs,
    Passage,
    PassageId,
    Sentence,
    Source,
    TicketId,
    Tier,
    UserId,
)
from bot.domain.states import DraftState
from bot.store import Store
from bot.store.records import DecisionRow, InboxEntry, Message, NewPost, Role, Ticket, Turn

CHANNEL = ChannelId("C1")
CUSTOMER = UserId("U1")
STAFF = UserId("W1")


def entry(key: str, payload: str = "{}") -> InboxEntry:
    return InboxEntry(id=key, kind="posted", payload=payload, channel="C1", ts="1700000000.000100", author="U1")


def ticket(now: datetime, number: int = 1, **changes: Any) -> Ticket:
    ts = MessageTs(f"170000000{number}.000100")
    made = Ticket(
        id=TicketId(f"T{number}"),
        channel=CHANNEL,
        thread_ts=ts,
        opened_by=CUSTOMER,
        opened_at=now,
        updated_at=now,
        last_author_ts=ts,
    )
    return replace(made, **changes)


def message(now: datetime, ticket_id: str = "T1", ts: str = "1700000001.000100", **changes: Any) -> Message:
    made = Message(CHANNEL, MessageTs(ts), TicketId(ticket_id), CUSTOMER, Role.CUSTOMER, "How do I export?", now)
    return replace(made, **changes)


def in_three_seconds(first: datetime) -> datetime:
    return first + timedelta(seconds=3)


async def turn_of(store: Store, now: datetime, number: int = 1) -> Turn:
    """A ticket with one gathering turn."""
    async with store.begin() as tx:
        opened, _ = await store.tickets.open(ticket(now, number), tx)
        return await store.turns.gather(opened.id, CUSTOMER, in_three_seconds, tx)


def answer(text: str = "Open Reports.", passage: str = "exports#1") -> Decision:
    found = Passage(PassageId(passage), ArticleId(passage.split("#")[0]), "Exports", "Open Reports, then Export.")
    said = Generation("extractive", (Sentence(text, (found.id,)),))
    return Decision(
        tier=Tier.REVIEWED,
        reasons=(),
        classification=Classification((IntentScore("feature_question", 0.9),)),
        team="support",
        passages=(found,),
        drafted=Drafted(said, Grounding()),
        sources=(Source(found.article_id, "Exports"),),
    )


async def decided(
    store: Store,
    turn: Turn,
    now: datetime,
    *,
    key: str = "D1",
    decision: Decision | None = None,
    draft: DraftState = DraftState.PENDING,
) -> bool:
    row = DecisionRow(
        id=DecisionId(key),
        turn_id=turn.id,
        ticket_id=turn.ticket_id,
        revision=turn.revision,
        decision=decision or answer(),
        decided_at=now,
        current=True,
    )
    async with store.begin() as tx:
        return await store.decisions.add(row, draft, tx)


def post(key: str, channel: str = "C1", **changes: Any) -> NewPost:
    return replace(NewPost(dedupe_key=key, kind="answer", channel=ChannelId(channel), body={"text": key}), **changes)
