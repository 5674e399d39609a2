"""The bot is killed at each point of a post that Slack refuses, or that must go elsewhere: none is lost or doubled."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage, words
from tests.scenarios.child import Child, installed, started

pytestmark = pytest.mark.slow

DRAFTED = "How do I change the billing email for our invoices?"
POST, DELETE = "chat.postMessage", "chat.delete"
BEFORE, AFTER, UNSTORED = "before the call", "after Slack's ok", "before our commit"
POINTS = [BEFORE, AFTER, UNSTORED]
LOOKS = 3  # at the bot's server, after which its loop has read what came before them


@dataclass(frozen=True)
class House:
    """A sandbox, and the bot in a process of its own."""

    sandbox: Sandbox
    stage: Stage
    child: Child

    def stop_at(self, point: str, method: str = POST, **only: Any) -> None:
        """Calls like these do not get through; or Slack makes them and nobody is left to hear of it; or the bot hears
        of it and cannot write it down any more."""
        if point == BEFORE:
            self.sandbox.faults.refuse(method, "ratelimited", times=None, **only)
        else:
            self.sandbox.faults.hold(method, **only)

    async def killed_there(self, point: str, method: str = POST) -> None:
        """Wait until it is there, kill it, and start it again."""

        def there() -> bool:
            refused = len(self.sandbox.calls_of(method)) > self.arrived(method)
            return refused if point == BEFORE else method in self.sandbox.faults.held

        await self.sandbox.wait_for(there, 60)
        await self.killed_at(point, method)
        await self.child.start()

    async def killed_at(self, point: str, method: str = POST, calls: int = 1) -> None:
        """It is there with so many calls: kill it."""
        made = self.arrived(method) + calls
        if point == UNSTORED:
            with closing(sqlite3.connect(self.child.folder / "earnest.db", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                self.sandbox.faults.let_go()
                await self.sandbox.wait_for(lambda: self.arrived(method) >= made)
                await self.hears()
                await self.child.process.kill()
        else:
            await self.child.process.kill()
            self.sandbox.faults.let_go()
            if point == AFTER:
                await self.sandbox.wait_for(lambda: self.arrived(method) >= made)
        self.sandbox.faults.allow(method)

    def arrived(self, method: str) -> int:
        """How many calls got through to Slack."""
        return len([call for call in self.sandbox.calls_of(method) if call.response.get("error") != "ratelimited"])

    async def hears(self) -> None:
        """Wait until the bot has read all that was sent to it so far."""
        address = re.findall(r"http://127\.0\.0\.1:\d+", self.child.log)[-1]
        async with aiohttp.ClientSession(address) as http:
            for _ in range(LOOKS):
                async with http.get("/health/live") as response:
                    assert response.status == 200


@asynccontextmanager
async def house(seeded: Path, folder: Path, changes: dict[str, Any] | None = None) -> AsyncIterator[House]:
    async with Sandbox(Options(rate_limits=False, trigger_life_s=60.0, retry_delays_s=(0.0, 0.1, 0.2))) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token, "HTTP_PORT": "0"}
        child = installed(seeded, folder / "data", sandbox.api_url, changes or {}, **tokens)
        async with started(child):
            await sandbox.connected()
            yield House(sandbox, Stage(sandbox, patience_s=60.0), child)


def sent(sandbox: Sandbox, channel: str) -> Callable[[], list[str]]:
    """The texts that Slack has taken for a channel or a person."""
    return lambda: [str(c.args["text"]) for c in sandbox.calls_of(POST) if c.ok and c.args["channel"] == channel]


@pytest.mark.parametrize("point", POINTS)
async def test_a_card_in_simpler_form_is_there_once(seeded: Path, tmp_path: Path, point: str) -> None:
    async with house(seeded, tmp_path) as at:
        at.sandbox.faults.refuse(POST, "invalid_blocks", kind="card", block="rich_text", times=1)
        at.stop_at(point, kind="card")
        asked = await at.stage.say("dana", at.sandbox.new_shared_channel("acme-facilities").id, DRAFTED)
        await at.killed_there(point)
        card = await at.stage.card_offers(asked, "approve")
        await at.stage.press("sam", card, "approve")
        await at.stage.answer(asked)
        assert (len(at.stage.cards(asked)), len(at.stage.posts(asked))) == (1, 1)


@pytest.mark.parametrize("point", POINTS)
async def test_who_is_to_hear_of_a_closed_desk_hears_it_and_the_card_follows_once(
    seeded: Path, tmp_path: Path, point: str
) -> None:
    """No scope lets us look into a direct message: one that may have been lost is sent once more, like a card."""
    async with house(seeded, tmp_path, {"desk": {"alert": ["U0NORA0001"]}}) as at:
        await at.sandbox.drive.archive(at.stage.desk)
        at.stop_at(point, channel="U0NORA0001")
        asked = await at.stage.say("dana", at.sandbox.new_shared_channel("acme-facilities").id, DRAFTED)
        await at.killed_there(point)
        told = sent(at.sandbox, "U0NORA0001")
        await at.sandbox.wait_for(told, 60)
        await at.sandbox.drive.archive(at.stage.desk, archived=False)
        card = await at.stage.card_offers(asked, "approve")
        assert DRAFTED in words(card)
        assert (len(at.stage.cards(asked)), len(told())) == (1, 1 if point == BEFORE else 2)
        assert len(set(told())) == 1


@pytest.mark.parametrize("point", POINTS)
async def test_what_fell_out_of_its_thread_is_taken_away_after_the_restart(
    seeded: Path, tmp_path: Path, point: str
) -> None:
    async with house(seeded, tmp_path) as at:
        channel = at.sandbox.new_shared_channel("acme-facilities").id
        asked = await at.stage.say("dana", channel, DRAFTED)
        card = await at.stage.card_offers(asked, "approve")
        at.sandbox.faults.hold(POST, channel=channel)
        await at.stage.press("sam", card, "approve")
        await at.sandbox.wait_for(lambda: POST in at.sandbox.faults.held, 60)
        at.sandbox.faults.lose("message_deleted", channel=channel, ts=asked.ts)
        await at.sandbox.drive.delete("dana", channel, asked.ts)
        at.sandbox.faults.let_go()
        at.stop_at(point, DELETE)
        await at.killed_there(point, DELETE)
        await at.sandbox.wait_for(lambda: not at.sandbox.messages(channel), 60)
        await at.stage.card_shows(asked, "question is gone")


@pytest.mark.parametrize("point", POINTS)
async def test_a_refusal_for_good_is_told_once_on_the_card_and_to_who_approved(
    seeded: Path, tmp_path: Path, point: str
) -> None:
    async with house(seeded, tmp_path) as at:
        channel = at.sandbox.new_shared_channel("acme-facilities").id
        asked = await at.stage.say("dana", channel, DRAFTED)
        card = await at.stage.card_offers(asked, "approve")
        at.stop_at(point, channel=channel)
        await at.stage.press("sam", card, "approve")
        await at.sandbox.drive.archive(channel)
        await at.killed_there(point)
        shown = words(await at.stage.card_shows(asked, "Not posted: the channel is archived"))
        assert "and sent" not in shown
        told = await at.sandbox.wait_for(lambda: at.sandbox.ephemerals("sam"), 60)
        assert ["was not posted: the channel is archived" in each.text for each in told] == [True]
        assert at.stage.posts(asked) == [] and len(at.stage.cards(asked)) == 1
