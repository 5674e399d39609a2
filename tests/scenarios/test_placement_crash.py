"""The bot is killed around a post whose question is deleted unheard: nothing of ours is left in the channel."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.test_crash_points import AFTER, BEFORE, DRAFTED, POST, UNSTORED, house

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("point", [AFTER, UNSTORED])
async def test_killed_before_the_call_and_after_slacks_ok_it_leaves_nothing_at_a_channels_root(
    seeded: Path, tmp_path: Path, point: str
) -> None:
    """One answer is at the point, another has not been called for yet."""
    async with house(seeded, tmp_path) as at:
        stage, sandbox = at.stage, at.sandbox
        channels = [sandbox.new_shared_channel("acme-facilities").id for _ in range(2)]
        travels, waits = [await stage.say("dana", channel, DRAFTED) for channel in channels]
        cards = [await stage.card_offers(each, "approve") for each in (travels, waits)]
        at.stop_at(point, channel=travels.channel)
        at.stop_at(BEFORE, channel=waits.channel)
        for card in cards:
            await stage.press("sam", card, "approve")
        await sandbox.wait_for(lambda: POST in sandbox.faults.held, 60)
        await stage.card_shows(waits, "being sent")
        for each in (travels, waits):
            sandbox.faults.lose("message_deleted", channel=each.channel, ts=each.ts)
            await sandbox.drive.delete("dana", each.channel, each.ts)
        await at.killed_at(point)
        await sandbox.wait_for(lambda: sandbox.messages(travels.channel))
        await at.child.start()
        for each in (travels, waits):
            await stage.card_shows(each, "question is gone")
        await sandbox.wait_for(lambda: not any(sandbox.messages(channel) for channel in channels), 60)
        assert len(sandbox.calls_of("chat.delete")) == 1
