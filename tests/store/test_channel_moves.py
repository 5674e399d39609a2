"""A channel whose id changes while things are known of it under both: each ticket and message is there once."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain import ChannelId, MessageTs, TicketId
from bot.domain.states import ThreadState
from bot.store import Store
from bot.store.records import TurnState
from tests.fakes.clock import ManualClock
from tests.store.rows import CHANNEL, CUSTOMER, STAFF, decided, in_three_seconds, message, post, ticket, turn_of

NEW = ChannelId("C9")
THREAD = MessageTs("1700000001.000100")
REPLY = MessageTs("1700000002.000100")


async def known_under_both(store: Store, now: datetime, state: ThreadState = ThreadState.OPEN) -> None:
    """A decided ticket under the old id, and its next message, which opened another under the new one."""
    turn = await turn_of(store, now)
    await store.messages.add(message(now, turn_id=turn.id))
    await store.turns.move(turn.id, (TurnState.GATHERING,), TurnState.DECIDED)
    await decided(store, turn, now)
    async with store.begin() as tx:
        other = ticket(now, 2, channel=NEW, thread_ts=THREAD, state=state, taken_by=STAFF)
        await store.tickets.open(other, tx)
        fresh = await store.turns.gather(other.id, CUSTOMER, in_three_seconds, tx)
        for ts in (THREAD, REPLY):
            await store.messages.add(message(now, "T2", ts, channel=NEW, thread_ts=THREAD, turn_id=fresh.id), tx)
    await store.posts.add([post("answer:D2", NEW, ticket_id=TicketId("T2"))])


async def test_the_two_halves_of_a_ticket_come_together(store: Store, clock: ManualClock) -> None:
    await known_under_both(store, clock.now())
    await store.channels.moved(CHANNEL, NEW)
    kept = await store.tickets.of_thread(NEW, THREAD)
    assert kept is not None and kept.id == "T1"
    assert await store.tickets.get(TicketId("T2")) is None
    assert [(m.ts, m.channel) for m in await store.messages.of_ticket(kept.id)] == [(THREAD, NEW), (REPLY, NEW)]
    (undecided,) = await store.turns.undecided()
    assert (undecided.ticket_id, undecided.seq) == ("T1", 2)
    assert [m.ts for m in await store.messages.of_turn(undecided.id)] == [REPLY]
    assert [each.dedupe_key for each in await store.posts.of_ticket(kept.id)] == ["answer:D2"]


async def test_of_two_bursts_that_gather_one_is_left_and_a_turn_without_words_is_dropped(
    store: Store, clock: ManualClock
) -> None:
    now = clock.now()
    turn = await turn_of(store, now)
    await store.messages.add(message(now, turn_id=turn.id))
    async with store.begin() as tx:
        await store.tickets.open(ticket(now, 2, channel=NEW, thread_ts=THREAD), tx)
        fresh = await store.turns.gather(TicketId("T2"), CUSTOMER, in_three_seconds, tx)
        await store.messages.add(message(now, "T2", channel=NEW, turn_id=fresh.id), tx)
    await store.channels.moved(CHANNEL, NEW)
    assert [each.id for each in await store.turns.undecided()] == [turn.id]
    assert [m.turn_id for m in await store.messages.of_ticket(TicketId("T1"))] == [turn.id]


async def test_a_thread_that_people_have_under_either_id_is_theirs(store: Store, clock: ManualClock) -> None:
    await known_under_both(store, clock.now(), ThreadState.WITH_PEOPLE)
    await store.channels.moved(CHANNEL, NEW)
    kept = await store.tickets.of_thread(NEW, THREAD)
    assert kept is not None
    assert (kept.state, kept.taken_by) == (ThreadState.WITH_PEOPLE, STAFF)


@pytest.mark.parametrize(("old", "new"), [("1700000001.0", "1700000002.0"), ("1700000002.0", "1700000001.0")])
async def test_its_history_is_read_again_from_where_either_was_left(store: Store, old: str, new: str) -> None:
    await store.channels.read_up_to(CHANNEL, MessageTs(old))
    await store.channels.read_up_to(NEW, MessageTs(new))
    await store.channels.moved(CHANNEL, NEW)
    assert [(each.id, each.last_seen_ts) for each in await store.channels.all()] == [(NEW, "1700000001.0")]


async def test_a_move_that_is_told_twice_changes_nothing_more(store: Store, clock: ManualClock) -> None:
    await known_under_both(store, clock.now())
    for _ in range(2):
        await store.channels.moved(CHANNEL, NEW)
    assert len(await store.messages.of_ticket(TicketId("T1"))) == 2
