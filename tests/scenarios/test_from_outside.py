"""The bot as a process with a model behind it, seen by an orchestrator and a monitor while its parts fail."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import promql_parser
import pytest
import pytest_asyncio

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Said, Stage
from tests.fakes.model_server import KEY, OVERLOADED, ModelServer
from tests.fakes.otlp_collector import Collector
from tests.operations.promql import ADDED, grouped, matched, selectors
from tests.operations.scrape import Scrape
from tests.operations.test_deploy import BOARD, RULES
from tests.platform.durable.waiting import until
from tests.scenarios.child import Child, installed, started, with_claude

TRUSTED = "How do I reset my password?"


@dataclass
class Seen:
    """The sandbox, the model, the bot between them, and its HTTP server."""

    sandbox: Sandbox
    stage: Stage
    model: ModelServer
    bot: Child
    http: aiohttp.ClientSession
    collector: Collector

    def channel(self) -> str:
        """A fresh shared channel."""
        return self.sandbox.new_shared_channel("acme-facilities").id

    async def get(self, path: str) -> tuple[int, Any]:
        """A path's status and JSON."""
        async with self.http.get(path) as response:
            return response.status, json.loads(await response.text())

    async def metrics(self) -> Scrape:
        """What a monitor reads."""
        async with self.http.get("/metrics") as response:
            assert response.status == 200
            return Scrape(await response.text())

    def lines(self) -> list[dict[str, Any]]:
        """The log as far as it goes."""
        return [json.loads(line) for line in self.bot.log.splitlines(keepends=True) if line.endswith("\n")]

    async def turn_of(self, said: Said) -> list[dict[str, Any]]:
        """The log's lines on a message's turn, once its answer is out and noted."""

        async def noted() -> bool:
            return any(line["event"] == "posted" for line in self._on(said))

        await until(noted, 30)
        return self._on(said)

    def _on(self, said: Said) -> list[dict[str, Any]]:
        lines = self.lines()
        [turn] = [line["turn"] for line in lines if line["event"] == "gathered" and said.ts in line["key"]]
        return [line for line in lines if line["turn"] == turn]

    async def reasons(self) -> list[str]:
        """The checks that do not hold."""
        status, told = await self.get("/health/ready")
        assert status == (200 if told["ready"] else 503)
        return list(told["reasons"])

    async def fails(self, *checks: str) -> None:
        """Wait until exactly these checks do not hold."""

        async def as_said() -> bool:
            return await self.reasons() == [*checks]

        await until(as_said, 30)


def said_in(log: str, sandbox: Sandbox) -> list[str]:
    """Words of customers, names and secrets that a log holds; it must hold none."""
    people = ("zebrafinch", "dana", "acme", "password?", "refund for")
    return [
        word
        for word in (*people, KEY, "collector-key", sandbox.bot_token, sandbox.app_token)
        if word.lower() in log.lower()
    ]


@pytest_asyncio.fixture(scope="module")
async def seen(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Seen]:
    async with Sandbox(Options(rate_limits=False)) as sandbox, ModelServer() as model, Collector() as collector:
        settings = {
            **with_claude(sandbox, model),
            "HTTP_PORT": "0",
            "LOG_FORMAT": "json",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20collector-key",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }
        changes = {"thresholds": {"generation_deadline_s": 3}}
        folder = tmp_path_factory.mktemp("outside") / "data"
        child = installed(seeded, folder, sandbox.api_url, changes, **settings)
        async with started(child):
            await sandbox.connected()
            address = re.search(r"http://127\.0\.0\.1:\d+", child.log)
            assert address
            async with aiohttp.ClientSession(address[0]) as http:
                yield Seen(sandbox, Stage(sandbox, patience_s=30.0), model, child, http, collector)
        assert said_in(child.log, sandbox) == []
        assert said_in(str(collector.spans), sandbox) == []


@pytest_asyncio.fixture(autouse=True)
async def fresh(seen: Seen) -> AsyncIterator[None]:
    """No script of one test reaches another."""
    seen.model.reset()
    seen.sandbox.faults.clear()
    yield


async def test_a_connected_bot_lives_and_is_ready(seen: Seen) -> None:
    await seen.fails()
    assert await seen.get("/health/live") == (200, {"alive": True})


async def test_without_a_socket_it_lives_on_and_is_not_ready_until_it_is_back(seen: Seen) -> None:
    seen.sandbox.faults.refuse("apps.connections.open", "internal_error", times=None)
    seen.sandbox.drop_sockets()
    await seen.fails("socket")
    assert (await seen.get("/health/live"))[0] == 200
    seen.sandbox.faults.allow("apps.connections.open")
    await seen.fails()


async def test_what_it_did_is_scraped_without_a_word_or_a_name(seen: Seen) -> None:
    before = await seen.metrics()
    asked = await seen.stage.say("dana", seen.channel(), f"{TRUSTED} It is about zebrafinch.")
    await seen.stage.answer(asked)
    refund = await seen.stage.say("dana", seen.channel(), "I want a refund for last month, we were charged twice")
    await seen.stage.card(refund)
    await seen.stage.notice(refund)
    after = await seen.metrics()

    def grown(name: str, **labels: str) -> float:
        return (after.of(name, **labels) or 0) - (before.of(name, **labels) or 0)

    assert grown("requests_total", tier="0", reason="all_clear") == 1
    assert grown("requests_total", tier="3", reason="escalate_intent") == 1
    for stage in ("listen", "classify", "route", "review", "turn"):
        assert grown("stage_seconds_count", stage=stage) == 2, stage
    assert grown("stage_seconds_count", stage="generate") == 1
    assert grown("posts_total", kind="answer", outcome="sent") == 1
    large = "claude-sonnet-5-5"
    assert grown("model_calls_total", model=large, purpose="answer", outcome="ok") >= 1
    assert grown("model_tokens_total", model=large, kind="output") > 0
    assert grown("model_cost_dollars_total", model=large) > 0
    assert after.of("breaker_open", model=large) == 0
    assert after.of("trust", intent="password_reset", engine="claude") == 1
    assert after.of("queue_age_seconds", queue="inbox") is not None
    assert said_in(after.text, seen.sandbox) == []


async def test_its_log_is_an_object_a_line_and_a_turn_can_be_followed_by_its_id(seen: Seen) -> None:
    asked = await seen.stage.say("dana", seen.channel(), TRUSTED)
    await seen.stage.answer(asked)
    mine = await seen.turn_of(asked)
    wanted = {"time", "level", "logger", "event", "message", "ticket", "turn"}
    assert [line for line in seen.lines() if not wanted <= set(line)] == []
    assert len({line["ticket"] for line in mine if line["event"] != "stepped"}) == 1
    steps = [line["step"] for line in mine if line["event"] == "stepped"]
    assert steps == ["listen", "classify", "retrieve", "generate", "route", "review"]
    assert [line["outcome"] for line in mine if line["event"] == "posted"] == ["sent"]
    assert [line["event"] for line in mine if line["event"] in ("decided", "model_answered")][-1] == "decided"


async def test_what_goes_wrong_in_a_turn_is_logged_with_its_ids(seen: Seen) -> None:
    channel = seen.channel()
    seen.model.script(*(OVERLOADED for _ in range(2)))
    asked = await seen.stage.say("dana", channel, TRUSTED)
    await seen.stage.answer(asked)
    mine = await seen.turn_of(asked)
    told = [line for line in mine if line["logger"] == "bot.platform.claude.call"]
    assert told and all(line["ticket"] == mine[0]["ticket"] for line in told)


async def test_also_a_start_that_is_refused_is_told_as_json(seen: Seen) -> None:
    code, out, err = await seen.bot.command("run")
    assert (code, out) == (1, "")
    told = [json.loads(line) for line in err.splitlines()][-1]
    assert (told["level"], told["event"]) == ("critical", "ended")
    assert "already" in told["message"]


async def test_a_turn_is_one_trace_from_the_envelope_to_slacks_ok(seen: Seen) -> None:
    asked = await seen.stage.say("dana", seen.channel(), TRUSTED)
    await seen.stage.answer(asked)
    turn = (await seen.turn_of(asked))[0]["turn"]

    async def ended() -> bool:
        return any(span.name == "turn" for span in seen.collector.of(turn))

    await until(ended, 30)
    spans = seen.collector.of(turn)
    assert {span.trace_id for span in spans} == {spans[0].trace_id}
    [root] = [span for span in spans if not span.parent_span_id]
    assert root.name == "turn"
    named = {span.name for span in spans}
    assert {"receive", "listen", "classify", "retrieve", "generate", "route", "review", "post answer"} <= named
    [generate] = [span for span in spans if span.name == "generate"]
    calls = [span for span in spans if span.name.startswith("chat ") and span.parent_span_id == generate.span_id]
    assert calls
    assert seen.collector.headers[0]["authorization"] == "Bearer collector-key"


async def test_a_refused_post_is_counted_by_slacks_code(seen: Seen) -> None:
    channel = seen.channel()
    seen.sandbox.faults.refuse("chat.postMessage", "is_archived", channel=channel, times=None)
    asked = await seen.stage.say("dana", channel, TRUSTED)
    await seen.stage.card(asked)
    refused = (await seen.metrics()).of("post_refusals_total", kind="answer", code="is_archived")
    assert refused is not None and refused >= 1


def questions() -> list[tuple[str, str, set[str]]]:
    """Everything that is asked of Prometheus: where, the expression, and the labels that its text shows."""
    found = []
    for name, rule in RULES.items():
        shown = set(re.findall(r"\$labels\.(\w+)", str(rule["annotations"])))
        found.append((name, rule["expr"], shown))
    for panel in BOARD["panels"]:
        for target in panel.get("targets", []):
            expression = target["expr"].replace("$__rate_interval", "5m").replace("$__range", "1h")
            shown = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
            found.append((panel["title"], re.sub(r"\$(job|instance)", ".*", expression), shown))
    return found


async def test_every_metric_and_label_of_alerts_and_dashboard_is_scraped(seen: Seen) -> None:
    await seen.stage.answer(await seen.stage.say("dana", seen.channel(), TRUSTED))
    await seen.stage.card(await seen.stage.say("dana", seen.channel(), "I want a refund for last month"))
    scrape = await seen.metrics()
    assert len(questions()) > 30
    for where, text, shown in questions():
        expression = promql_parser.parse(text)
        for selector in selectors(expression):
            assert matched(selector, scrape), f"{where}: {selector.prettify()} selects nothing"
        groups = list(grouped(expression))
        for labels, inner in groups:
            for selector in selectors(inner):
                exposed = {name for series in matched(selector, scrape) for name, _ in series}
                assert labels <= exposed | ADDED, where
        kept = groups[0][0] if groups else {n for s in selectors(expression) for k in matched(s, scrape) for n, _ in k}
        assert shown <= kept | ADDED, where


async def test_a_model_that_is_left_alone_is_a_reason(seen: Seen) -> None:
    seen.model.script(*(OVERLOADED for _ in range(12)))
    for _ in range(2):
        await seen.stage.say("dana", seen.channel(), TRUSTED)
    await seen.fails("breaker")
    assert (await seen.metrics()).of("ready", check="breaker") == 0
