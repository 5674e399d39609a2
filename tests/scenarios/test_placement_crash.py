"""The bot is killed around a post whose question is deleted unheard: nothing of ours is left in the channel."""

from __future__ import annotations

from pathlib import Path

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage
from tests.scenarios.child import installed, started

DRAFTED = "How do I change the billing email for our invoices?"
POST = "chat.postMessage"


async def test_killed_before_the_call_and_after_slacks_ok_it_leaves_nothing_at_a_channels_root(
    seeded: Path, tmp_path: Path
) -> None:
    async with Sandbox(Options(rate_limits=False, retry_delays_s=(0.0, 0.1, 0.2))) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        child = installed(seeded, tmp_path / "data", sandbox.api_url, {}, **tokens)
        stage = Stage(sandbox, patience_s=60.0)
        channels = [sandbox.new_shared_channel("acme-facilities").id for _ in range(2)]
        async with started(child):
            await sandbox.connected()
            travels, waits = [await stage.say("dana", channel, DRAFTED) for channel in channels]
            cards = [await stage.card_offers(each, "approve") for each in (travels, waits)]
            sandbox.faults.hold(POST, channel=travels.channel)
            sandbox.faults.refuse(POST, "ratelimited", channel=waits.channel, times=None)
            for card in cards:
                await stage.press("sam", card, "approve")
            await sandbox.wait_for(lambda: POST in sandbox.faults.held, 60)
            await stage.card_shows(waits, "being sent")
            for each in (travels, waits):
                sandbox.faults.lose("message_deleted", channel=each.channel, ts=each.ts)
                await sandbox.drive.delete("dana", each.channel, each.ts)
            await child.process.kill()
            sandbox.faults.let_go()
            sandbox.faults.allow(POST)
            await sandbox.wait_for(lambda: sandbox.messages(travels.channel), 20)
            await child.start()
            for each in (travels, waits):
                await stage.card_shows(each, "question is gone")
            await sandbox.wait_for(lambda: not any(sandbox.messages(channel) for channel in channels), 60)
            assert len(sandbox.calls_of("chat.delete")) == 1
