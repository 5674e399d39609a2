"""Trust and cost as the tables have them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.demo.audits import labelled_audits
from bot.demo.policy import COMPANY
from bot.domain import TicketId, Usage
from bot.operations.metric_figures import figures_of
from bot.policy import load_policy
from bot.store.store import Store
from tests.fakes.clock import ManualClock


async def test_every_intent_stands_with_the_engine_in_use_and_with_those_that_were_audited(tmp_path: Path) -> None:
    clock, policy = ManualClock(), load_policy(COMPANY)
    numbers = iter(range(10_000))
    store = await Store.open(f"sqlite:///{tmp_path / 'earnest.db'}", clock, lambda: str(next(numbers)))
    await store.audits.add(labelled_audits(clock.now(), engine="extractive", source="tests"))
    call = await store.calls.open(Usage("large", "answer", cost_usd=1.0), TicketId("T1"))
    await store.calls.settle(call, Usage("large", "answer", cost_usd=0.25))
    runtime: Any = SimpleNamespace(store=store, policy=policy, clock=clock)
    found = await figures_of(runtime, "claude")
    await store.close()
    assert (found.month_usd, found.limit_usd) == (0.25, policy.thresholds.spend.monthly_usd)
    stands = {(stand.intent, stand.engine): stand for stand in found.trust}
    assert {intent for intent, engine in stands if engine == "claude"} == set(policy.intents)
    earned = [stand for stand in stands.values() if stand.engine == "extractive"]
    assert [(stand.holds, stand.audits, stand.passes) for stand in earned] == [(True, 100, 99)] * 2
    unknown = [stand for stand in stands.values() if stand.engine == "claude" and not stand.audits]
    pinned = {name for name, intent in policy.intents.items() if intent.trust == "pinned"}
    assert {stand.intent for stand in unknown if stand.holds} == pinned
