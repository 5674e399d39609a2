"""Incidents in rows: one open one an intent, a thread joins once, and what was asked is read as it is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import TicketId
from bot.store import Store
from bot.store.incidents import Incident, IncidentThread
from tests.fakes.clock import ManualClock
from tests.store.rows import answer, decided, ticket, turn_of


def incident(now: datetime, key: str = "I1", intent: str = "bug_report") -> Incident:
    return Incident(key, intent, "export stuck", 0.1, now, now)


async def begin(store: Store, new: Incident, *tickets: str) -> bool:
    async with store.begin() as tx:
        opened = await store.incidents.open(new, tx)
        threads = [IncidentThread(new.id, TicketId(one), "acme", new.intent, new.began_at) for one in tickets]
        if opened:
            await store.incidents.join(threads, tx)
        return opened


async def test_an_intent_has_one_incident_at_a_time(store: Store, clock: ManualClock) -> None:
    assert await begin(store, incident(clock.now()))
    assert not await begin(store, incident(clock.now(), "I2"))
    assert await begin(store, incident(clock.now(), "I3", "outage_report"))
    async with store.begin() as tx:
        assert await store.incidents.end("I1", clock.now(), None, tx)
        assert not await store.incidents.end("I1", clock.now(), None, tx)
    assert await begin(store, incident(clock.now(), "I2"))
    assert {one.id for one in await store.incidents.going_on()} == {"I2", "I3"}


async def test_what_its_threads_are_about_is_paused_until_it_ends(store: Store, clock: ManualClock) -> None:
    await turn_of(store, clock.now(), 1)
    await turn_of(store, clock.now(), 2)
    await begin(store, incident(clock.now()), "T1")
    late = IncidentThread("I1", TicketId("T2"), "globex", "feature_question", clock.now())
    async with store.begin() as tx:
        assert await store.incidents.join([late], tx) == [late]
        assert await store.incidents.join([late], tx) == []
    assert set(await store.incidents.paused_intents()) == {"bug_report", "feature_question"}
    assert [one.ticket_id for one in await store.incidents.threads("I1")] == ["T1", "T2"]
    async with store.begin() as tx:
        await store.incidents.end("I1", clock.now(), None, tx)
    assert await store.incidents.paused_intents() == []
    assert await store.incidents.belonging(["T1", "T9"]) == {"T1": ["I1"]}


async def test_requests_are_read_with_their_account_or_channel_and_chatter_is_left_out(
    store: Store, clock: ManualClock
) -> None:
    start = clock.now()
    for number, made in enumerate((answer(), replace(answer(), not_a_request=True), answer())):
        await store.tickets.open(replace(ticket(clock.now(), number), account="acme" if number else None))
        turn = await turn_of(store, clock.now(), number)
        await decided(store, turn, clock.now(), key=f"D{number}", decision=replace(made, question=f"question {number}"))
        clock.advance(60)
    found = await store.incidents.asked_since(start, 10)
    assert [(one.account, one.text, one.intent) for one in found] == [
        ("C1", "question 0", "feature_question"),
        ("acme", "question 2", "feature_question"),
    ]
    assert found == await store.incidents.asked_since(start, 10)
    assert [one.text for one in await store.incidents.asked_since(start, 1)] == ["question 2"]
    assert await store.incidents.asked_since(clock.now(), 10) == []
    before = await store.incidents.asked_before({"feature_question"}, start, start + timedelta(seconds=60))
    assert before == [(start, "C1")]
    assert await store.incidents.first_decision() == start
