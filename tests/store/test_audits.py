"""The record of audits: in the order of their times, by intent and engine, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import Audit
from bot.store import Store
from tests.fakes.clock import ManualClock


async def test_verdicts_come_oldest_first_by_intent_and_engine(store: Store, clock: ManualClock) -> None:
    late = Audit("a1", "billing", "extractive", False, clock.now(), "review")
    early = replace(late, id="a2", accurate=True, at=clock.now() - timedelta(days=1))
    others = [replace(late, id="a3", intent="bugs"), replace(late, id="a4", engine="claude")]
    await store.audits.add([late, early, *others])
    await store.audits.add([replace(late, accurate=True)])  # known: it stays as it was
    await store.audits.add([])
    assert await store.audits.verdicts("billing", "extractive") == [True, False]
    assert await store.audits.count() == 4
