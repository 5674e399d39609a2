"""Who waits for a reply, from what was said, decided and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import DecisionId, TicketId
from bot.domain.states import Act, DraftState
from bot.store import Store
from bot.store.records import DecisionRow, LogEntry, Role
from tests.fakes.clock import ManualClock
from tests.store.rows import CUSTOMER, STAFF, answer, message, ticket, turn_of

LONG_AGO = timedelta(days=30)


async def waiting(store: Store, clock: ManualClock) -> dict[str, tuple[float, bool, bool]]:
    """Since how many seconds of the test each ticket of acme waits, whether for a first reply, and whether urgently."""
    found = await store.waiting.of_accounts(["acme"], clock.now() - LONG_AGO)
    start = ManualClock().now()
    return {key: ((since - start).total_seconds(), first, urgent) for key, (_, since, first, urgent) in found.items()}


async def opened(store: Store, clock: ManualClock, number: int = 1, account: str = "acme") -> TicketId:
    made, _ = await store.tickets.open(replace(ticket(clock.now(), number), account=account))
    await store.messages.add(message(clock.now(), made.id, made.thread_ts))
    return made.id


async def says(store: Store, clock: ManualClock, ticket_id: str, role: Role, number: int) -> None:
    author = CUSTOMER if role is Role.CUSTOMER else STAFF
    await store.messages.add(message(clock.now(), ticket_id, f"17000000{number}0.000100", role=role, author=author))


async def test_a_customer_waits_from_the_first_message_that_nobody_answered(store: Store, clock: ManualClock) -> None:
    key = await opened(store, clock)
    clock.advance(60)
    await says(store, clock, key, Role.CUSTOMER, 20)
    assert await waiting(store, clock) == {"T1": (0, True, False)}
    clock.advance(60)
    await says(store, clock, key, Role.STAFF, 30)
    assert await waiting(store, clock) == {}
    clock.advance(60)
    await says(store, clock, key, Role.CUSTOMER, 40)
    clock.advance(60)
    await says(store, clock, key, Role.CUSTOMER, 50)
    assert await waiting(store, clock) == {"T1": (180, False, False)}
    await says(store, clock, key, Role.EARNEST, 60)
    assert await waiting(store, clock) == {}


async def test_other_accounts_closed_tickets_and_old_messages_are_left_out(store: Store, clock: ManualClock) -> None:
    await opened(store, clock, 1, "globex")
    closed = await opened(store, clock, 2)
    await store.tickets.close(closed)
    await opened(store, clock, 3)
    assert set(await waiting(store, clock)) == {"T3"}
    clock.advance(31 * 86_400)
    assert await waiting(store, clock) == {}


async def test_what_was_deleted_or_taken_back_waits_for_nothing(store: Store, clock: ManualClock) -> None:
    first, second = await opened(store, clock, 1), await opened(store, clock, 2)
    made = ticket(clock.now(), 1)
    await store.messages.delete(made.channel, made.thread_ts)
    clock.advance(60)
    await store.reviews.log(LogEntry("L1", CUSTOMER, Act.WITHDRAWN.value, clock.now(), second))
    assert await waiting(store, clock) == {}
    clock.advance(60)
    await says(store, clock, second, Role.CUSTOMER, 40)
    assert set(await waiting(store, clock)) == {"T2"}
    assert first == "T1"


async def test_what_was_no_request_waits_for_nothing_and_urgency_is_told(store: Store, clock: ManualClock) -> None:
    for number, chatter in ((1, True), (2, False)):
        await store.tickets.open(replace(ticket(clock.now(), number), account="acme"))
        turn = await turn_of(store, clock.now(), number)
        made = ticket(clock.now(), number)
        await store.messages.add(message(clock.now(), made.id, made.thread_ts, turn_id=turn.id))
        async with store.begin() as tx:
            if not chatter:
                await store.turns.hurry(turn.id, clock.now(), tx)
            row = DecisionRow(
                DecisionId(f"D{number}"),
                turn.id,
                made.id,
                1,
                replace(answer(), not_a_request=chatter),
                clock.now(),
                True,
            )
            await store.decisions.add(row, DraftState.NONE, tx)
    assert await waiting(store, clock) == {"T2": (0, True, True)}
