"""No call without a note of it first, and none past a limit."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.claude import assemble
from bot.domain import Brief, CallContext, TicketId, Usage
from bot.errors import PermanentError
from bot.platform.claude.client import Client
from bot.platform.claude.spending import Limits, Spending, Warned
from bot.settings import Settings
from tests.fakes.claude import POLICY, Waits
from tests.fakes.clock import ManualClock
from tests.fakes.model_server import BROKEN, ModelServer, Turn

TICKET = TicketId("T1")


@dataclass
class Calls:
    """A store of calls in memory."""

    rows: dict[str, tuple[Usage, TicketId | None]] = field(default_factory=dict)
    spent_usd: float = 0.0

    async def open(self, expected: Usage, ticket_id: TicketId | None) -> str:
        self.rows[key := str(len(self.rows))] = (expected, ticket_id)
        return key

    async def settle(self, call_id: str, usage: Usage) -> None:
        self.rows[call_id] = (usage, self.rows[call_id][1])

    async def cost_usd(self, since: datetime) -> float:
        assert since.day == 1
        return self.spent_usd + sum(usage.cost_usd for usage, _ in self.rows.values())

    async def ticket_cost_usd(self, ticket_id: TicketId) -> float:
        return sum(usage.cost_usd for usage, ticket in self.rows.values() if ticket == ticket_id)


def call(dollars: float) -> Usage:
    return Usage("claude-sonnet-5-5", "answer", cost_usd=dollars, outcome="pending")


@pytest.fixture
def warned() -> list[Warned]:
    return []


def spending(calls: Calls, warned: list[Warned], **limits: float) -> Spending:
    return Spending(calls, Limits(**limits), ManualClock(), warned.append)


async def test_a_months_limit_stops_calls_and_warns_once_from_80_percent_on(warned: list[Warned]) -> None:
    calls = Calls(spent_usd=7.0)
    ledger = spending(calls, warned, monthly_usd=10.0)
    await ledger.open(call(0.5), None)
    assert warned == []
    for _ in range(2):
        await ledger.open(call(1.0), None)
    with pytest.raises(PermanentError, match=r"thresholds\.spend\.monthly_usd") as caught:
        await ledger.open(call(1.0), None)
    assert caught.value.code == "spent"
    assert [(w.what, w.limit_usd) for w in warned] == [("month", 10.0)]
    assert "thresholds.spend.monthly_usd" in warned[0].text
    assert len(calls.rows) == 3


async def test_a_tickets_limit_is_its_own(warned: list[Warned]) -> None:
    ledger = spending(Calls(), warned, ticket_usd=1.0)
    await ledger.open(call(0.9), TICKET)
    with pytest.raises(PermanentError, match=r"thresholds\.spend\.ticket_usd"):
        await ledger.open(call(0.2), TICKET)
    await ledger.open(call(0.2), TicketId("T2"))
    await ledger.open(call(5.0), None)
    assert [w.what for w in warned] == ["T1"]


async def test_of_calls_at_once_only_those_that_fit_together_are_made(warned: list[Warned]) -> None:
    ledger = spending(Calls(), warned, monthly_usd=1.0)
    made = await asyncio.gather(*(ledger.open(call(0.4), None) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(outcome, str) for outcome in made) == 2


async def test_a_call_is_noted_before_it_is_sent_and_settled_after(
    client: Client, settings: Settings, server: ModelServer, brief: Brief, waits: Waits, warned: list[Warned]
) -> None:
    calls = Calls()
    seen: list[tuple[str, float]] = []

    def look(body: dict[str, object]) -> list[dict[str, object]]:
        seen.extend((usage.outcome, usage.cost_usd) for usage, _ in calls.rows.values())
        return [{"type": "text", "text": "ESCALATE: no", "citations": None}]

    server.script(Turn(blocks=look))
    claude = assemble(client, settings, POLICY, ledger=spending(calls, warned, ticket_usd=1.0), pace=waits.pace)
    asked = Brief(brief.question, brief.passages, context=CallContext(TICKET))
    await claude.engine.answer(asked)
    ((usage, ticket),) = calls.rows.values()
    assert ticket == TICKET
    assert usage.outcome == "ok"
    assert [outcome for outcome, _ in seen] == ["pending"]
    assert seen[0][1] > usage.cost_usd > 0


async def test_a_call_that_the_server_failed_costs_nothing_and_one_that_nobody_knows_of_costs_what_was_expected(
    client: Client, settings: Settings, server: ModelServer, brief: Brief, waits: Waits, warned: list[Warned]
) -> None:
    calls = Calls()
    claude = assemble(client, settings, POLICY, ledger=spending(calls, warned), pace=waits.pace)
    server.script(BROKEN, Turn(cut=True))
    await claude.engine.answer(brief)
    broken, cut, fine = (usage for usage, _ in calls.rows.values())
    assert (broken.outcome, cut.outcome, fine.outcome) == ("http_500", "connection", "ok")
    assert broken.cost_usd == 0 < fine.cost_usd < cut.cost_usd


async def test_past_a_limit_nothing_is_sent(
    client: Client, settings: Settings, server: ModelServer, brief: Brief, waits: Waits, warned: list[Warned]
) -> None:
    ledger = spending(Calls(), warned, monthly_usd=0.001)
    claude = assemble(client, settings, POLICY, ledger=ledger, pace=waits.pace)
    with pytest.raises(PermanentError) as caught:
        await claude.engine.answer(brief)
    assert caught.value.code == "spent"
    assert server.received == []
