"""A channel gets another id while the bot is down and no event tells: all that named it follows, or nothing is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Said, Stage, words
from tests.scenarios.child import Child, installed, started

pytestmark = pytest.mark.slow

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"


class House:
    """A sandbox, a private shared channel, and the bot in a process of its own."""

    def __init__(self, sandbox: Sandbox, child: Child, channel: str) -> None:
        self.sandbox = sandbox
        self.child = child
        self.channel = channel
        self.stage = Stage(sandbox, patience_s=60.0)

    async def unheard(self, change: Callable[[], Awaitable[Any]]) -> None:
        """Kill the bot, do something of which no event ever tells, and start it again."""
        await self.child.process.kill()
        await change()
        self.sandbox.faults.clear()
        await self.child.start()

    async def has_new_id(self, channel: str) -> str:
        self.sandbox.faults.lose("channel_id_changed")
        return (await self.sandbox.drive.change_id(channel)).id


@asynccontextmanager
async def house(
    seeded: Path, folder: Path, changes: Callable[[str], dict[str, Any]] = lambda channel: {}
) -> AsyncIterator[House]:
    async with Sandbox(Options(rate_limits=False, trigger_life_s=60.0, retry_delays_s=(0.0, 0.1, 0.2))) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        channel = sandbox.drive.new_shared_channel("acme-facilities", "moves", private=True).id
        child = installed(seeded, folder / "data", sandbox.api_url, changes(channel), **tokens)
        async with started(child):
            await sandbox.connected()
            yield House(sandbox, child, channel)


@pytest.mark.parametrize("entry", ["by id", "by name", "none"])
async def test_policy_ticket_draft_and_what_was_said_meanwhile_follow(seeded: Path, tmp_path: Path, entry: str) -> None:
    def changes(channel: str) -> dict[str, Any]:
        return {} if entry == "none" else {"channels": {channel if entry == "by id" else "#moves": {"mode": "draft"}}}

    async with house(seeded, tmp_path, changes) as at:
        stage = at.stage
        before = await stage.say("dana", at.channel, DRAFTED)
        await stage.card_offers(before, "approve")
        new = ""
        later = before

        async def moved() -> None:
            nonlocal new, later
            new = await at.has_new_id(at.channel)
            later = await stage.say("omar", new, TRUSTED)

        await at.unheard(moved)
        if entry == "none":
            assert "Forgot password?" in words(await stage.answer(later))
        else:
            await stage.card_offers(later, "approve")
            assert stage.posts(later) == []
        card = await stage.card_offers(before, "approve")
        await stage.press("sam", card, "approve")
        here = Said("dana", new, before.ts, before.thread_ts)
        await stage.answer(here)
        assert (len(stage.cards(before)), len(stage.posts(here))) == (1, 1)


async def test_an_approved_answer_that_waits_goes_to_the_channels_new_place(seeded: Path, tmp_path: Path) -> None:
    async with house(seeded, tmp_path) as at:
        stage = at.stage
        asked = await stage.say("dana", at.channel, DRAFTED)
        card = await stage.card_offers(asked, "approve")
        at.sandbox.faults.refuse("chat.postMessage", "ratelimited", channel=at.channel, times=None)
        await stage.press("sam", card, "approve")
        await stage.card_shows(asked, "being sent")
        new = ""

        async def moved() -> None:
            nonlocal new
            new = await at.has_new_id(at.channel)

        await at.unheard(moved)
        await stage.answer(Said("dana", new, asked.ts, asked.thread_ts))
        await stage.card_shows(asked, "sent")


@pytest.mark.parametrize("named", ["by id", "by name"])
async def test_the_desk_and_its_cards_follow(seeded: Path, tmp_path: Path, named: str) -> None:
    async with Sandbox(Options(rate_limits=False, trigger_life_s=60.0, retry_delays_s=(0.0, 0.1, 0.2))) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        desk = sandbox.world.channel("support-desk").id
        changes = {"desk": {"channel": desk if named == "by id" else "#support-desk"}}
        child = installed(seeded, tmp_path / "data", sandbox.api_url, changes, **tokens)
        async with started(child):
            await sandbox.connected()
            at = House(sandbox, child, sandbox.new_shared_channel("acme-facilities").id)
            taken = await at.stage.say("rosa", at.channel, DRAFTED)
            await at.stage.press("sam", await at.stage.card_offers(taken, "take"), "take")
            await at.stage.card_offers(taken, "give_back")  # so the bot knows where its card is
            asked = await at.stage.say("dana", at.channel, DRAFTED)
            await at.stage.card_offers(asked, "approve")
            await at.unheard(lambda: at.has_new_id(desk))
            at.stage = Stage(sandbox, patience_s=60.0)
            card = await at.stage.card_offers(asked, "approve")
            await at.stage.press("sam", card, "approve")
            await at.stage.answer(asked)
            await at.stage.card_shows(asked, "sent")
            later = await at.stage.say("omar", at.channel, DRAFTED)
            await at.stage.card_offers(later, "approve")


async def test_a_channel_of_the_same_name_that_is_another_inherits_nothing(seeded: Path, tmp_path: Path) -> None:
    """Nothing was said in the old one that stands in the new one: its entry by id names no channel then, and all
    channels without an entry are watched until somebody mends it."""
    async with house(seeded, tmp_path, lambda channel: {"channels": {channel: {"mode": "draft"}}}) as at:
        stage, sandbox = at.stage, at.sandbox
        asked = await stage.say("dana", at.channel, DRAFTED)
        await stage.card_offers(asked, "approve")
        new = ""

        async def replaced() -> None:
            nonlocal new
            await at.has_new_id(at.channel)
            del sandbox.world.channels[sandbox.world.channel("moves").id]
            new = sandbox.drive.new_shared_channel("acme-facilities", "moves", private=True).id

        await at.unheard(replaced)
        later = await stage.say("omar", new, TRUSTED)
        await stage.card(later)
        assert stage.posts(later) == [] and stage.reactions(later) == []
        told = f"channels.{at.channel} names no channel"
        await sandbox.wait_for(lambda: [m for m in sandbox.messages(stage.desk) if told in m["text"]])
        await stage.press("sam", await stage.card_offers(asked, "approve"), "approve")
        await stage.card_shows(asked, "not")
        assert sandbox.messages(new)[-1]["ts"] == later.ts
        code, out, _ = await at.child.command("doctor", "--json")
        assert code == 1 and at.channel in out
