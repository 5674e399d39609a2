"""Slack will not have the bot any more: it stops with one clear line, and the next start does what was left."""

from __future__ import annotations

from pathlib import Path

import pytest

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage
from tests.platform.durable.waiting import until
from tests.scenarios.child import Child, installed, started

TRUSTED = "How do I reset my password?"


async def ended(bot: Child) -> None:
    async def gone() -> bool:
        return not bot.process.running

    await until(gone, 40)


@pytest.mark.slow  # it trains a classifier of its own
async def test_a_revoked_token_stops_the_bot_and_nothing_is_lost(seeded: Path, tmp_path: Path) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        bot = installed(seeded, tmp_path / "data", sandbox.api_url, {}, **tokens)
        stage = Stage(sandbox, patience_s=30.0)
        channel = sandbox.new_shared_channel("acme-facilities").id
        async with started(bot):
            await sandbox.connected()
            await stage.answer(await stage.say("dana", channel, TRUSTED))
            sandbox.faults.revoke_token()
            waiting = await stage.say("dana", channel, "How do I export work orders to CSV?")
            await ended(bot)
            assert bot.process.exit_code == 1
            [line] = [line for line in bot.log.splitlines() if line.startswith("earnest: ")]
            assert "token_revoked" in line and "Earnest has stopped" in line and "Nothing is lost" in line
            assert "Traceback" not in bot.log
            away = await stage.say("dana", channel, "Where do I see my invoices?")
            sandbox.faults.revoke_token("")
            await bot.start()
            for said in (waiting, away):
                await sandbox.wait_for(lambda said=said: stage.posts(said) or stage.cards(said), 40)
