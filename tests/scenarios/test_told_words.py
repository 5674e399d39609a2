"""What people say in a bot's life is in nothing that it tells of itself, however loud: no log line, metric, trace or
exception; but each line of an event about a ticket has the ticket's id."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.outbox.blocks import Field
from slack_sandbox import Options, Sandbox
from slack_sandbox.files import NewFile
from slack_sandbox.stage import Said, Stage
from tests.fakes.model_server import OVERLOADED, ModelServer, truncated
from tests.fakes.otlp_collector import Collector
from tests.platform.durable.waiting import until
from tests.scenarios.child import Child, installed, started, with_claude
from tests.scenarios.disk import held

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
PLANTED = (
    *(
        "zebrafinch",
        "quokka",
        "capybara",
        "axolotl",
        "pangolin",
        "okapi",
        "numbat",
        "kinkajou",
        "tamandua",
        "binturong",
    ),
    *("wombat", "gerenuk"),
)
SIDE_BY_SIDE = {"posted", "edited", "deleted", "reaction", "click", "view", "command"}


@dataclass
class Life:
    """The bot, those around it, and what each thing that people did was about."""

    sandbox: Sandbox
    stage: Stage
    model: ModelServer
    bot: Child

    async def ask(self, text: str, person: str = "dana", **more: Any) -> Said:
        """A question in a channel of its own."""
        channel = self.sandbox.new_shared_channel("acme-facilities").id
        if more:
            raw = await self.sandbox.drive.post(person, channel, text, **more)
            return Said(person, channel, raw["ts"], raw["ts"])
        return await self.stage.say(person, channel, text)

    async def draft(self, text: str) -> tuple[Said, dict[str, Any]]:
        """A question whose draft waits, and its card."""
        asked = await self.ask(text)
        return asked, await self.stage.card_offers(asked, "approve")

    async def sends(self, person: str, card: dict[str, Any], button: str, values: dict[str, object]) -> None:
        """Open a card's form and send it."""
        await self.stage.press(person, card, button)
        await self.stage.modal(person)
        outcome = await self.sandbox.drive.submit(person, values)
        assert outcome.ok and not outcome.errors

    def lines(self) -> list[dict[str, Any]]:
        """The log as far as it goes."""
        return [json.loads(line) for line in self.bot.log.splitlines(keepends=True) if line.endswith("\n")]


async def customers_talk(life: Life) -> None:
    """Questions, edits, emoji, thumbs and files, with words that nobody else uses."""
    drive, stage = life.sandbox.drive, life.stage
    asked = await life.ask(f"{TRUSTED} It is about zebrafinch.")
    answer = await stage.answer(asked)
    votes = next(e for b in answer["blocks"] for e in b.get("elements", []) if e.get("action_id") == "feedback")
    await stage.press("dana", answer, "feedback", votes["negative_button"]["value"], channel=asked.channel)
    field = next(b["block_id"] for b in (await stage.modal("dana"))["blocks"] if b["type"] == "input")
    await drive.submit("dana", {field: "quokka"})
    await drive.react("dana", asked.channel, answer["ts"], "triangular_flag_on_post")
    await stage.press("dana", answer, "talk_to_person", channel=asked.channel)
    await stage.card(asked)
    changed, _ = await life.draft(f"{DRAFTED} capybara")
    await drive.edit("dana", changed.channel, changed.ts, f"{DRAFTED} axolotl")
    await stage.card_shows(changed, "axolotl")
    await drive.delete("dana", changed.channel, changed.ts)
    file = NewFile("pangolin.txt", b"okapi")
    await stage.card(await life.ask("What does it say in this file?", files=[file]))
    drive.change_profile("omar", real_name="Omar Wombat", display_name="wombat")
    await stage.card(await life.ask("I want a refund for last month", "omar"))


async def staff_act(life: Life) -> None:
    """Every kind of click, form and command, with words of their own."""
    drive, stage = life.sandbox.drive, life.stage
    asked, card = await life.draft(DRAFTED)
    await stage.press("sam", card, "approve")
    answer = await stage.answer(asked)
    link = f"https://acme.slack.com/archives/{asked.channel}/p{str(answer['ts']).replace('.', '')}"
    await stage.typed("sam", f"why {link}", "Tier")
    await stage.typed("sam", f"flag {link} binturong")
    await stage.typed("sam", "ask How does the gerenuk export work?")
    await stage.typed("sam", "help")
    _, card = await life.draft(DRAFTED)
    await life.sends("priya", card, "edit", {Field.TEXT: "Open Billing, numbat."})
    declined, card = await life.draft(DRAFTED)
    await life.sends("sam", card, "decline", {Field.REASON: "kinkajou"})
    await stage.notice(declined)
    theirs, _ = await life.draft(DRAFTED)
    await stage.say("nora", theirs.channel, "I look into the tamandua.", thread=theirs)
    await drive.react("sam", theirs.channel, theirs.ts, "white_check_mark")


async def things_fail(life: Life) -> None:
    """A model that answers nonsense and none, a post that is refused, and a socket that is lost."""
    life.model.script(truncated("zebrafinch"), truncated("zebrafinch"), *(OVERLOADED for _ in range(4)))
    await life.stage.card(await life.ask(f"{DRAFTED} zebrafinch"))
    closed = life.sandbox.new_shared_channel("acme-facilities").id
    life.sandbox.faults.refuse("chat.postMessage", "is_archived", channel=closed)
    await life.stage.card(await life.stage.say("dana", closed, f"{TRUSTED} quokka"))
    life.sandbox.drop_sockets()
    await life.sandbox.connected()


@pytest_asyncio.fixture(scope="module")
async def told(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, str]]:
    """What a bot told of itself in a life with all of that, by where."""
    async with Sandbox(Options(rate_limits=False)) as sandbox, ModelServer() as model, Collector() as collector:
        settings = {
            **with_claude(sandbox, model),
            "HTTP_PORT": "0",
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "DEBUG",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }
        folder = tmp_path_factory.mktemp("told") / "data"
        bot = installed(seeded, folder, sandbox.api_url, {"thresholds": {"generation_deadline_s": 20}}, **settings)
        async with started(bot):
            await sandbox.connected()
            life = Life(sandbox, Stage(sandbox, patience_s=40.0), model, bot)
            for part in (customers_talk, staff_act, things_fail):
                await part(life)
            await bot.settled()
            address = re.search(r"http://127\.0\.0\.1:\d+", bot.log)
            assert address
            async with aiohttp.ClientSession(address[0]) as http, http.get("/metrics") as response:
                metrics = await response.text()

            async def exported() -> bool:
                return sum(span.name == "turn" for span in collector.spans) > 3

            await until(exported, 30)
        assert all(word in held(folder / "earnest.db").decode("utf-8", "replace") for word in PLANTED[:4])
        yield {"log": bot.log, "metrics": metrics, "traces": "\n".join(map(str, collector.spans))}


async def test_no_word_of_anybody_is_in_logs_metrics_or_traces(told: dict[str, str]) -> None:
    assert '"level": "debug"' in told["log"] and "earnest_requests_total" in told["metrics"]
    found = [f"{where} holds {word}" for where, text in told.items() for word in PLANTED if word in text.lower()]
    assert found == []


async def test_each_line_about_a_ticket_has_its_id_whoever_did_what(told: dict[str, str]) -> None:
    lines = [json.loads(line) for line in told["log"].splitlines()]
    handled = [line for line in lines if line["event"] == "handled"]
    assert {line["kind"] for line in handled} >= SIDE_BY_SIDE
    of_kind = {kind: [line for line in handled if line["kind"] == kind] for kind in SIDE_BY_SIDE}
    for kind in ("posted", "edited", "deleted", "click", "view"):
        assert [line["key"] for line in of_kind[kind] if line["ticket"] is None] == [], kind
    for kind in ("edited", "deleted", "click"):
        assert all(line["turn"] for line in of_kind[kind]), kind
    assert sum(line["ticket"] is not None for line in of_kind["command"]) == 2
    assert sum(line["ticket"] is not None for line in of_kind["reaction"]) == 2
    assert [line for line in lines if line["event"] == "received" and line["ticket"]] == []
    for line in lines:
        if line["event"] in ("decided", "stepped", "gathered", "model_answered"):
            assert line["turn"], line
        if line["event"] == "posted" and line["kind"] in ("answer", "card", "card_update", "notice"):
            assert line["ticket"] and line["turn"], line
