"""The record of audits: in the order of their times, by intent and engine, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import Audit, DecisionId, TrustEventKind
from bot.store import Store
from bot.store.audits import TrustChange
from tests.fakes.clock import ManualClock


async def test_verdicts_come_oldest_first_by_intent_and_engine(store: Store, clock: ManualClock) -> None:
    late = Audit("a1", "billing", "extractive", False, clock.now(), "review")
    early = replace(late, id="a2", accurate=True, at=clock.now() - timedelta(days=1))
    others = [replace(late, id="a3", intent="bugs"), replace(late, id="a4", engine="claude")]
    await store.audits.add([late, early, *others])
    await store.audits.add([replace(late, accurate=True)])  # known: it stays as it was
    await store.audits.add([])
    found = await store.audits.events("billing", "extractive")
    assert [event.kind for event in found] == [TrustEventKind.PASS, TrustEventKind.FAIL]
    assert await store.audits.count() == 4


async def test_what_else_changes_trust_stands_among_the_verdicts_in_order(store: Store, clock: ManualClock) -> None:
    first = Audit("a1", "billing", "claude", True, clock.now(), "approved", DecisionId("D1"), "acme", "How?")
    change = TrustChange(
        "c1", "billing", "claude", TrustEventKind.PINNED_DOWN, clock.advance(60), "UADA", "two complaints"
    )
    async with store.begin() as tx:
        assert await store.audits.change(change, tx)
        assert not await store.audits.change(change, tx)
    await store.audits.add(
        [first, replace(first, id="a2", at=clock.advance(60)), replace(first, id="a3", counted=False)]
    )
    kinds = [event.kind for event in await store.audits.events("billing", "claude")]
    assert kinds == [TrustEventKind.PASS, TrustEventKind.PINNED_DOWN, TrustEventKind.PASS]
    assert await store.audits.pairs() == [("billing", "claude")]
    assert [one.id for one in await store.audits.of_decision(DecisionId("D1"))] == ["a1", "a2", "a3"]
