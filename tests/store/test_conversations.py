"""Tickets, messages and turns: one ticket a thread, the text as it stands, one burst at a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain import MessageTs, TicketId, TurnId
from bot.domain.states import ThreadState
from bot.store import Store
from bot.store.records import TurnState
from tests.fakes.clock import ManualClock
from tests.store.rows import CHANNEL, CUSTOMER, STAFF, in_three_seconds, message, ticket, turn_of


async def test_a_thread_gets_one_ticket_however_many_open_it(store: Store, clock: ManualClock) -> None:
    thread = ticket(clock.now()).thread_ts
    opened = await asyncio.gather(
        *(store.tickets.open(ticket(clock.now(), id=TicketId(f"T{n}"), thread_ts=thread)) for n in range(5))
    )
    assert sum(new for _, new in opened) == 1
    assert len({found.id for found, _ in opened}) == 1


async def test_only_one_of_two_people_takes_a_thread(store: Store, clock: ManualClock) -> None:
    await store.tickets.open(ticket(clock.now()))
    took = await asyncio.gather(*(store.tickets.take(TicketId("T1"), STAFF) for _ in range(2)))
    assert sorted(took) == [False, True]
    found = await store.tickets.get(TicketId("T1"))
    assert found is not None
    assert (found.state, found.taken_by) == (ThreadState.WITH_PEOPLE, STAFF)


async def test_a_thread_that_is_given_back_can_be_taken_again(store: Store, clock: ManualClock) -> None:
    await store.tickets.open(ticket(clock.now()))
    key = TicketId("T1")
    assert not await store.tickets.give_back(key)
    assert await store.tickets.take(key, None)
    assert await store.tickets.own(key, STAFF)
    assert not await store.tickets.own(key, CUSTOMER)
    assert await store.tickets.give_back(key)
    assert await store.tickets.take(key, STAFF)


async def test_a_closed_ticket_changes_hands_no_more(store: Store, clock: ManualClock) -> None:
    await store.tickets.open(ticket(clock.now()))
    assert await store.tickets.close(TicketId("T1"))
    assert not await store.tickets.reassign(TicketId("T1"), "billing", STAFF)
    assert not await store.tickets.take(TicketId("T1"), STAFF)


async def test_the_next_message_joins_the_ticket_its_author_wrote_to_last(store: Store, clock: ManualClock) -> None:
    await store.tickets.open(ticket(clock.now(), 1))
    await store.tickets.open(ticket(clock.now(), 2))
    await store.tickets.heard(TicketId("T1"), MessageTs("1700000009.000100"))
    await store.tickets.heard(TicketId("T1"), MessageTs("1700000005.000100"))
    latest = await store.tickets.latest_of(CHANNEL, CUSTOMER)
    assert latest is not None
    assert (latest.id, latest.last_author_ts) == ("T1", "1700000009.000100")


async def test_an_older_edit_that_comes_late_does_not_win(store: Store, clock: ManualClock) -> None:
    await store.tickets.open(ticket(clock.now()))
    said = message(clock.now())
    assert await store.messages.add(said)
    assert not await store.messages.add(said)
    assert await store.messages.edit(CHANNEL, said.ts, "second", MessageTs("1700000003.000000"), files=1)
    assert not await store.messages.edit(CHANNEL, said.ts, "first", MessageTs("1700000002.000000"))
    stored = await store.messages.get(CHANNEL, said.ts)
    assert stored is not None
    assert (stored.text, stored.files) == ("second", 1)


async def test_a_deleted_message_is_forgotten_and_stays_so(store: Store, clock: ManualClock) -> None:
    turn = await turn_of(store, clock.now())
    await store.messages.add(message(clock.now(), turn_id=turn.id))
    await store.messages.add(message(clock.now(), ts="1700000002.000100", turn_id=turn.id, text="And PDF?"))
    assert await store.messages.delete(CHANNEL, MessageTs("1700000001.000100"))
    assert not await store.messages.edit(
        CHANNEL, MessageTs("1700000001.000100"), "back", MessageTs("1800000000.000000")
    )
    assert [found.text for found in await store.messages.of_turn(turn.id)] == ["And PDF?"]


async def test_a_burst_is_one_turn_whose_revision_grows(store: Store, clock: ManualClock) -> None:
    first = await turn_of(store, clock.now())
    clock.advance(1)
    async with store.begin() as tx:
        second = await store.turns.gather(TicketId("T1"), CUSTOMER, lambda at: at + timedelta(seconds=9), tx)
    assert (second.id, second.revision) == (first.id, 2)
    assert second.due_at == first.first_at + timedelta(seconds=9)


async def test_a_turn_is_undecided_until_it_is_decided_or_dropped(store: Store, clock: ManualClock) -> None:
    turn = await turn_of(store, clock.now())
    assert [(t.id, t.due_at) for t in await store.turns.undecided()] == [(turn.id, turn.due_at)]
    await store.turns.move(turn.id, (TurnState.GATHERING,), TurnState.RUNNING)
    assert [t.id for t in await store.turns.undecided()] == [turn.id]
    await store.turns.move(turn.id, (TurnState.RUNNING,), TurnState.DECIDED)
    assert await store.turns.undecided() == []


async def test_work_on_an_older_revision_cannot_finish_a_turn(store: Store, clock: ManualClock) -> None:
    turn = await turn_of(store, clock.now())
    waiting = (TurnState.GATHERING,)
    assert await store.turns.move(turn.id, waiting, TurnState.QUEUED, revision=1)
    assert await store.turns.move(turn.id, (TurnState.QUEUED,), TurnState.RUNNING)
    revised = await store.turns.revise(turn.id, clock.advance(3))
    assert revised is not None
    assert (revised.revision, revised.state, revised.attempts) == (2, TurnState.GATHERING, 1)
    assert not await store.turns.move(turn.id, (TurnState.GATHERING,), TurnState.DECIDED, revision=1)


async def test_an_edited_turn_is_queued_again_while_the_next_burst_gathers(store: Store, clock: ManualClock) -> None:
    turn = await turn_of(store, clock.now())
    await store.turns.move(turn.id, (TurnState.GATHERING,), TurnState.RUNNING)
    async with store.begin() as tx:
        following = await store.turns.gather(TicketId("T1"), CUSTOMER, in_three_seconds, tx)
    assert following.seq == 2
    revised = await store.turns.revise(turn.id, clock.now())
    assert revised is not None
    assert revised.state is TurnState.QUEUED
    assert [found.id for found in await store.turns.undecided()] == [turn.id, following.id]


async def test_a_decided_turn_is_not_revised(store: Store, clock: ManualClock) -> None:
    turn = await turn_of(store, clock.now())
    await store.turns.move(turn.id, (TurnState.GATHERING,), TurnState.DECIDED)
    assert await store.turns.revise(turn.id, clock.now()) is None
    found = await store.turns.get(turn.id)
    assert found is not None
    assert found.decided_at == clock.now()


async def test_writes_of_one_transaction_stand_or_fall_together(store: Store, clock: ManualClock) -> None:
    with pytest.raises(RuntimeError, match="in the middle"):
        async with store.begin() as tx:
            await store.tickets.open(ticket(clock.now()), tx)
            await store.turns.gather(TicketId("T1"), CUSTOMER, in_three_seconds, tx)
            raise RuntimeError("in the middle")
    assert await store.tickets.get(TicketId("T1")) is None
    assert await store.turns.get(TurnId("id0001")) is None


async def test_a_call_that_forgets_its_transaction_fails_instead_of_waiting_for_itself(
    sqlite_store: Store, clock: ManualClock
) -> None:
    async with sqlite_store.begin():
        with pytest.raises(RuntimeError, match="pass tx"):
            await sqlite_store.tickets.open(ticket(clock.now()))


async def test_a_view_sees_one_moment(store: Store, clock: ManualClock) -> None:
    await store.meta.set("key", "before")
    async with store.view() as tx:
        assert await store.meta.get("key", tx) == "before"
        await store.meta.set("key", "after")
        assert await store.meta.get("key", tx) == "before"
    assert await store.meta.get("key") == "after"
