"""Flags on posted answers: the verdict is stored and the articles that the answer used wait for review."""

from __future__ import annotations

from bot.domain import ChannelId, MessageTs, UserId
from bot.learn.rules import articles_to_review
from bot.outbox import intents as posts
from bot.runtime import Tools
from bot.store.records import Action, DecisionRow, Flag, FlagVerdict, Post


async def decision_at(tools: Tools, channel: ChannelId, ts: MessageTs) -> DecisionRow | None:
    """The decision behind a message: an answer, a card, or the customer's own question."""
    post = await tools.store.posts.at(channel, ts) or await _just_being_posted(tools, channel)
    if post is not None and post.decision_id is not None:
        return await tools.store.decisions.get(post.decision_id)
    asked = await tools.store.messages.get(channel, ts)
    if asked is None:
        return None
    rows = [row for row in await tools.store.decisions.of_ticket(asked.ticket_id) if row.turn_id == asked.turn_id]
    return rows[-1] if rows else None


async def _just_being_posted(tools: Tools, channel: ChannelId) -> Post | None:
    """The one answer in a channel whose place we are about to learn: people may see it and act on it already."""
    sending = await tools.store.posts.unfinished_sending()
    found = [post for post in sending if post.channel == channel and post.kind == "answer"]
    return found[0] if len(found) == 1 else None


async def flag_message(
    tools: Tools,
    channel: ChannelId,
    ts: MessageTs,
    by: UserId,
    *,
    note: str = "",
    correction: str = "",
    cause: str = "",
    verdict: FlagVerdict = FlagVerdict.INACCURATE,
) -> str:
    """Flag the answer at a place; what became of it in a word ("flagged", or why not)."""
    row = await decision_at(tools, channel, ts)
    if row is None or not row.decision.answer:
        return "no answer of ours"
    await judge(tools, row, channel, ts, by, verdict=verdict, note=note, correction=correction, cause=cause)
    return "flagged"


async def judge(
    tools: Tools,
    row: DecisionRow,
    channel: ChannelId,
    ts: MessageTs,
    by: UserId,
    *,
    verdict: FlagVerdict,
    note: str = "",
    correction: str = "",
    cause: str = "",
) -> None:
    """Store a verdict on a decision's answer, queue its articles where it was wrong, and show it on the card."""
    wrong = verdict is FlagVerdict.INACCURATE
    articles = articles_to_review(row.decision) if wrong else ()
    new = Flag(
        id=tools.ids(),
        channel=channel,
        ts=ts,
        by=by,
        verdict=verdict,
        at=tools.clock.now(),
        decision_id=row.id,
        correction=correction,
        cause=cause,
        note=note,
    )
    async with tools.store.begin() as tx:
        stored = await tools.store.reviews.flag(new, articles, tx)
        entry = Action(
            id=f"verdict:{stored.id}:{verdict}:{new.id}",
            actor=by,
            action="flag" if wrong and (note or correction or cause) else verdict.value,
            at=new.at,
            ticket_id=row.ticket_id,
            decision_id=row.id,
        )
        await tools.store.reviews.log(entry, tx)
        ticket = await tools.store.tickets.get(row.ticket_id, tx)
        if ticket is not None and await tools.store.posts.by_key(f"card:{row.turn_id}", tx):
            await tools.store.posts.add([posts.card_update(tools.household.desk, ticket, row.id, entry.id)], tx)
    tools.bells.posts.set()
