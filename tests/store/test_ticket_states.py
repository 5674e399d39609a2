"""How tickets end and open again: the last change holds, and silence is counted from our last word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import DecisionId, MessageTs, TicketId
from bot.domain.states import DraftState, Resolution, TicketStatus
from bot.store import Store
from bot.store.records import DecisionRow, Role
from bot.store.ticket_states import TicketState
from tests.fakes.clock import ManualClock
from tests.store.rows import STAFF, answer, message, ticket, turn_of


def change(clock: ManualClock, key: str, status: TicketStatus, how: Resolution | None = None) -> TicketState:
    return TicketState(key, TicketId("T1"), clock.now(), status, STAFF, how)


async def asked(store: Store, clock: ManualClock, *, chatter: bool = False) -> None:
    turn = await turn_of(store, clock.now())
    made = ticket(clock.now())
    await store.messages.add(message(clock.now(), made.id, made.thread_ts, turn_id=turn.id))
    said = replace(answer(), not_a_request=chatter)
    async with store.begin() as tx:
        row = DecisionRow(DecisionId("D1"), turn.id, made.id, 1, said, clock.now(), True)
        await store.decisions.add(row, DraftState.NONE, tx)


async def silent(store: Store, clock: ManualClock) -> list[str]:
    return [key for key, _ in await store.states.silent(clock.now() - timedelta(hours=1))]


async def test_a_ticket_is_resolved_once_and_may_be_opened_and_resolved_again(store: Store, clock: ManualClock) -> None:
    await asked(store, clock)
    async with store.begin() as tx:
        assert await store.states.add(change(clock, "1", TicketStatus.RESOLVED, Resolution.CONFIRMED), tx)
        assert not await store.states.add(change(clock, "2", TicketStatus.RESOLVED, Resolution.ASSUMED), tx)
        assert await store.states.current(TicketId("T1"), tx) is TicketStatus.RESOLVED
        assert await store.states.add(change(clock, "3", TicketStatus.OPEN), tx)
        assert not await store.states.add(change(clock, "1", TicketStatus.RESOLVED), tx)
        assert await store.states.add(change(clock, "4", TicketStatus.ON_HOLD), tx)
    assert [(one.status, one.how) for one in await store.states.of_ticket(TicketId("T1"))] == [
        (TicketStatus.RESOLVED, Resolution.CONFIRMED),
        (TicketStatus.OPEN, None),
        (TicketStatus.ON_HOLD, None),
    ]


async def test_silence_begins_with_our_word_and_ends_with_the_customers(store: Store, clock: ManualClock) -> None:
    await asked(store, clock)
    clock.advance(7200)
    assert await silent(store, clock) == []
    await store.messages.add(message(clock.now(), ts="1700000020.000100", role=Role.EARNEST))
    assert await silent(store, clock) == []
    clock.advance(3700)
    assert await silent(store, clock) == ["T1"]
    await store.messages.add(message(clock.now(), ts="1700000030.000100"))
    clock.advance(3700)
    assert await silent(store, clock) == []


async def test_thanks_after_our_word_are_silence_too(store: Store, clock: ManualClock) -> None:
    await asked(store, clock)
    await store.messages.add(message(clock.advance(60), ts="1700000020.000100", role=Role.STAFF))
    thanks = replace(message(clock.advance(60), ts="1700000030.000100"), chatter=True)
    await store.messages.add(thanks)
    clock.advance(3700)
    assert await silent(store, clock) == ["T1"]
    await store.messages.edit(thanks.channel, thanks.ts, "Thanks, but how?", MessageTs("1700000040.000100"))
    assert await silent(store, clock) == [], "what it was edited to asks something"


async def test_what_is_on_hold_or_resolved_is_silent_no_more(store: Store, clock: ManualClock) -> None:
    await asked(store, clock)
    await store.messages.add(message(clock.advance(60), ts="1700000020.000100", role=Role.STAFF))
    clock.advance(3700)
    for key, status in (("1", TicketStatus.ON_HOLD), ("2", TicketStatus.OPEN), ("3", TicketStatus.RESOLVED)):
        async with store.begin() as tx:
            await store.states.add(change(clock, key, status), tx)
        assert await silent(store, clock) == (["T1"] if status is TicketStatus.OPEN else [])


async def test_a_thread_without_a_request_is_no_ticket_to_resolve(store: Store, clock: ManualClock) -> None:
    await asked(store, clock, chatter=True)
    await store.messages.add(message(clock.now(), ts="1700000020.000100", role=Role.STAFF))
    clock.advance(3700)
    assert await silent(store, clock) == []
