"""Whose people an author belongs to, and which channel the policy means, on an Enterprise Grid installation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Said, Stage, words
from tests.scenarios.child import installed, started

TRUSTED = "How do I reset my password?"
POLICY = {"channels": {"#quiet": {"mode": "watch"}, "#moves": {"mode": "watch"}}}


@dataclass(frozen=True)
class Grid:
    """A sandbox whose host is part of an organisation, with the bot in it."""

    sandbox: Sandbox
    stage: Stage

    def channel(self) -> str:
        return self.sandbox.new_shared_channel("acme-facilities").id


@pytest_asyncio.fixture(scope="module")
async def grid(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Grid]:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        drive = sandbox.drive
        other = drive.new_organisation("Second Office")
        drive.new_enterprise("The Group", [sandbox.world.host.id, other.id])
        drive.new_user(other.id, "gina", "Gina Group")
        drive.new_user(sandbox.world.host.id, "gus", "Gus Guest", restricted=True)
        drive.new_shared_channel("acme-facilities", "quiet")
        drive.new_shared_channel("acme-facilities", "moves", private=True)
        folder = tmp_path_factory.mktemp("grid") / "data"
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        async with started(installed(seeded, folder, sandbox.api_url, POLICY, **tokens)):
            await sandbox.connected()
            yield Grid(sandbox, Stage(sandbox, patience_s=30.0))


async def added(grid: Grid, channel: str, *users: str) -> None:
    place = grid.sandbox.world.channel(channel)
    place.members += [grid.sandbox.world.user(user).id for user in users]


async def test_a_colleague_of_another_workspace_of_the_organisation_is_staff_and_a_guest_is_a_customer(
    grid: Grid,
) -> None:
    stage, channel = grid.stage, grid.channel()
    await added(grid, channel, "gina", "gus")
    by_colleague = await stage.say("gina", channel, TRUSTED)
    by_guest = await stage.say("gus", channel, TRUSTED)
    assert "Forgot password?" in words(await stage.answer(by_guest))
    assert stage.posts(by_colleague) == [] and stage.cards(by_colleague) == []


async def test_who_cannot_be_told_is_served_and_has_no_power_and_is_looked_up_again(grid: Grid) -> None:
    stage, channel, drive = grid.stage, grid.channel(), grid.sandbox.drive
    new = drive.new_user(grid.sandbox.world.host.id, "nick", "Nick New")
    await added(grid, channel, "nick")
    drive.report("nick", event_team="", connect_team="", profile_team="")
    grid.sandbox.faults.refuse("users.info", "internal_error", times=50)
    unknown = await stage.say("nick", channel, TRUSTED)
    await stage.answer(unknown)
    asked = await stage.say("dana", channel, "How do I change the billing email for our invoices?")
    await stage.card_offers(asked, "approve")
    await drive.react("nick", channel, asked.ts, "no_entry_sign")
    later = await stage.say("omar", channel, TRUSTED)
    await stage.answer(later)
    assert "Cancelled" not in words(await stage.card(asked))
    grid.sandbox.faults.clear()
    drive.report("nick")
    known = await stage.say(new.name, channel, "How do I export work orders to CSV?")
    last = await stage.say("omar", channel, "How do I set up a recurring work order?")
    await stage.answer(last)
    assert stage.posts(known) == [] and stage.cards(known) == []


@pytest.mark.parametrize("turned", [False, True], ids=["as our own first", "as a stranger first"])
async def test_two_deliveries_that_name_the_author_otherwise_are_one_ticket_and_one_answer(
    grid: Grid, turned: bool
) -> None:
    """The message gives the customer our own workspace, the mention their own."""
    stage, channel, drive = grid.stage, grid.channel(), grid.sandbox.drive
    drive.report("rosa", event_team=grid.sandbox.world.host.id)
    grid.sandbox.faults.refuse("users.info", "internal_error", times=50)
    if turned:
        grid.sandbox.faults.reorder(2)
    asked = await stage.say("rosa", channel, f"<@{grid.sandbox.world.bot.id}> {TRUSTED}")
    await stage.answer(asked)
    later = await stage.say("omar", channel, TRUSTED)
    await stage.answer(later)
    grid.sandbox.faults.clear()
    drive.report("rosa")
    assert len(stage.posts(asked)) == 1


@pytest.mark.parametrize("turned", [False, True], ids=["as our own first", "as a stranger first"])
async def test_a_colleague_whom_one_delivery_takes_for_a_stranger_is_answered_once_at_most(
    grid: Grid, turned: bool
) -> None:
    """The message gives the colleague another workspace, the mention our own, and nobody can be asked."""
    stage, channel, drive = grid.stage, grid.channel(), grid.sandbox.drive
    drive.report("gina", event_team="T0ELSEWHERE")
    grid.sandbox.faults.refuse("users.info", "internal_error", times=50)
    await added(grid, channel, "gina")
    if turned:
        grid.sandbox.faults.reorder(2)
    asked = await stage.say("gina", channel, f"<@{grid.sandbox.world.bot.id}> {TRUSTED}")
    later = await stage.say("omar", channel, TRUSTED)
    await stage.answer(later)
    grid.sandbox.faults.clear()
    drive.report("gina")
    assert len(stage.posts(asked)) + len(stage.cards(asked)) <= 1


async def watched(grid: Grid, channel: str) -> None:
    """Nothing reaches the customer there, and the desk sees the request."""
    asked = await grid.stage.say("dana", channel, TRUSTED)
    await grid.stage.card(asked)
    assert grid.stage.posts(asked) == [] and grid.stage.reactions(asked) == []


async def reconnected(sandbox: Sandbox) -> None:
    """Have the bot connect anew, and wait until it has read which channels there are."""
    before = len(sandbox.calls_of("users.conversations"))
    await sandbox.disconnect()
    await sandbox.connected()
    await sandbox.wait_for(lambda: len(sandbox.calls_of("users.conversations")) > before)


async def test_a_renamed_channel_keeps_its_entry(grid: Grid) -> None:
    channel = grid.sandbox.world.channel("quiet")
    channel.name, channel.previous_names = "quieter", ["quiet"]
    await reconnected(grid.sandbox)
    await watched(grid, channel.id)


async def test_a_channel_with_another_id_keeps_its_entry_and_its_tickets(grid: Grid) -> None:
    channel = grid.sandbox.world.channel("moves")
    before = await grid.stage.say("dana", channel.id, "How do I change the billing email for our invoices?")
    await grid.stage.card(before)
    await grid.sandbox.drive.change_id(channel.id)
    assert channel.id != before.channel
    await watched(grid, channel.id)
    moved = Said("dana", channel.id, before.ts, before.thread_ts)
    await grid.stage.say("dana", channel.id, "never mind, found it", thread=moved)
    await grid.stage.card_shows(before, "needs no answer any more")
    old_link = f"https://lumio.slack.com/archives/{before.channel}/p{before.ts.replace('.', '')}"
    await grid.stage.typed("sam", f"flag {old_link}", "is flagged")


async def test_an_entry_that_names_no_channel_closes_the_unlisted_ones_and_the_desk_is_told(
    seeded: Path, tmp_path: Path
) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        changes = {"channels": {"#not-yet": {"mode": "draft"}}}
        async with started(installed(seeded, tmp_path / "data", sandbox.api_url, changes, **tokens)) as child:
            await sandbox.connected()
            closed = Grid(sandbox, Stage(sandbox, patience_s=30.0))
            await watched(closed, closed.channel())
            desk = await sandbox.wait_for(
                lambda: [m for m in sandbox.messages("support-desk") if "#not-yet" in m["text"]]
            )
            assert "watch mode" in desk[0]["text"]
            code, out, _ = await child.command("doctor", "--json")
            assert code == 1 and "#not-yet" in out
            sandbox.new_shared_channel("acme-facilities", "not-yet")
            await reconnected(sandbox)
            asked = await closed.stage.say("omar", closed.channel(), TRUSTED)
            await closed.stage.answer(asked)
