"""A channel got another id: what is stored under the old one stands under the new one, each ticket once."""

from __future__ import annotations

from sqlalchemy import Table, delete, func, select, update

from bot.domain.states import ThreadState
from bot.store.records import NEVER, UNDECIDED, TurnState
from bot.store.tables import channels, flags, messages, metadata, posts, tickets, turns
from bot.store.tx import Tx

# Where a channel's id is kept, and with what it is unique there; None where it is not.
_NAMED: tuple[tuple[Table, str, tuple[str, ...] | None], ...] = (
    (tickets, "channel", ("thread_ts",)),
    (messages, "channel", ("ts",)),
    (posts, "channel", None),
    (posts, "slack_channel", None),
    (flags, "channel", ("ts", "by")),
)
_OF_A_TICKET = [table for table in metadata.tables.values() if "ticket_id" in table.c]


async def move_channel(tx: Tx, old: str, new: str) -> None:
    """Move every row. What Slack had told of under both ids is there once after it: the ticket that was there first
    takes the other's messages, turns and posts."""
    await _read_up_to(tx, old, new)
    first, second = tickets.alias(), tickets.alias()
    both = select(first.c.id, second.c.id).join(second, first.c.thread_ts == second.c.thread_ts)
    for kept, other in (await tx.execute(both.where(first.c.channel == old, second.c.channel == new))).all():
        await _merge(tx, kept, other)
    for table, column, within in _NAMED:
        named = table.c[column]
        if within is not None:
            twin = table.alias()
            same = (twin.c[each] == table.c[each] for each in within)
            known = select(twin.c[column]).where(twin.c[column] == old, *same)
            await tx.execute(delete(table).where(named == new, known.exists()))
        await tx.execute(update(table).where(named == old).values({column: new}))
    await _drop_empty(tx, new)


async def _read_up_to(tx: Tx, old: str, new: str) -> None:
    """A channel known under both ids is read again from where either was left."""
    found = await tx.execute(select(channels.c.id, channels.c.last_seen_ts).where(channels.c.id.in_([old, new])))
    known = {str(row.id): str(row.last_seen_ts) for row in found}
    if old not in known:
        return
    if new not in known:
        await tx.execute(update(channels).where(channels.c.id == old).values(id=new))
        return
    read = [ts for ts in known.values() if ts != NEVER]
    await tx.execute(delete(channels).where(channels.c.id == old))
    await tx.execute(update(channels).where(channels.c.id == new).values(last_seen_ts=min(read, default=NEVER)))


async def _merge(tx: Tx, kept: str, other: str) -> None:
    """Give a ticket all that another of the same thread has, and forget the other."""
    gathering = select(turns.c.id).where(turns.c.state == TurnState.GATHERING)
    mine = (await tx.execute(gathering.where(turns.c.ticket_id == kept))).scalar()
    theirs = (await tx.execute(gathering.where(turns.c.ticket_id == other))).scalar()
    if mine is not None and theirs is not None:  # a ticket gathers one burst at a time
        await tx.execute(update(messages).where(messages.c.turn_id == theirs).values(turn_id=mine))
        await tx.execute(update(turns).where(turns.c.id == theirs).values(state=TurnState.DROPPED))
    last = (await tx.execute(select(func.max(turns.c.seq)).where(turns.c.ticket_id == kept))).scalar() or 0
    await tx.execute(update(turns).where(turns.c.ticket_id == other).values(seq=turns.c.seq + last))
    for table in _OF_A_TICKET:
        has_own = select(table.c.ticket_id).where(table.c.ticket_id == kept).limit(1)
        if "ticket_id" in table.primary_key.columns and (await tx.execute(has_own)).first() is not None:
            await tx.execute(delete(table).where(table.c.ticket_id == other))  # one row a ticket: the first one's stays
        await tx.execute(update(table).where(table.c.ticket_id == other).values(ticket_id=kept))
    theirs_now = (await tx.execute(select(tickets).where(tickets.c.id == other))).one()
    if theirs_now.state is ThreadState.WITH_PEOPLE:
        taken = {"state": theirs_now.state, "taken_by": theirs_now.taken_by}
        await tx.execute(update(tickets).where(tickets.c.id == kept).values(taken))
    await tx.execute(delete(tickets).where(tickets.c.id == other))


async def _drop_empty(tx: Tx, channel: str) -> None:
    """A turn whose messages were all known to another needs no decision of its own."""
    here = select(tickets.c.id).where(tickets.c.channel == channel)
    left = select(messages.c.ts).where(messages.c.turn_id == turns.c.id)
    empty = turns.c.ticket_id.in_(here) & turns.c.state.in_(UNDECIDED) & ~left.exists()
    await tx.execute(update(turns).where(empty).values(state=TurnState.DROPPED))
