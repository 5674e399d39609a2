"""What falls due while the bot is off is judged by what was said meanwhile, and not by what it knew before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage, kind_of
from tests.platform.durable.waiting import until
from tests.scenarios.moved import house

pytestmark = pytest.mark.slow

TRUSTED = "How do I reset my password?"
REFUND = "I want a refund for last month, we were charged twice"
CHANGES = {
    "accounts": {"acme": {"tier": "prompt"}, "globex": {"tier": "prompt"}},
    "tiers": {"prompt": {"first_response": "1h"}},
    "thresholds": {"ask_after_silence": "24h", "resolved_after_silence": "72h"},
}


async def test_who_spoke_while_the_bot_was_off_is_neither_silent_nor_late(seeded: Path, tmp_path: Path) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        stage, channel = Stage(sandbox, patience_s=30.0), sandbox.new_shared_channel("acme-facilities").id
        at = house(seeded, tmp_path / "data", sandbox, {**CHANGES, "channels": {channel: {"account": "acme"}}})
        async with at.opened():
            answered = await stage.say("dana", channel, TRUSTED)
            await stage.answer(answered)
            handed_over = await stage.say("omar", channel, REFUND)
            await stage.card(handed_over)
            await stage.notice(handed_over)
        await stage.say("dana", channel, "And how do I export work orders to CSV?", thread=answered)
        await stage.say("nora", channel, "Refunded, you will see it on Friday.", thread=handed_over)
        async with at.opened(timedelta(days=2)) as earnest:
            await sandbox.wait_for(lambda: stage.posts(answered, "answer")[1:], 30)
            await stage.card_offers(handed_over, "give_back")
            store = earnest.runtime.store
            ticket = await store.tickets.of_thread(answered.channel, answered.ts)  # type: ignore[arg-type]
            assert ticket is not None
            assert await store.states.of_ticket(ticket.id) == []

            async def asked() -> bool:  # of whoever stayed silent after the colleague's word
                return len(stage.posts(handed_over, "notice")) == 2

            await until(asked)
        answer, again, *asked_after = stage.posts(answered)
        assert [kind_of(post) for post in (answer, again)] == ["answer", "answer"]
        assert len(asked_after) <= 1, "of the second answer alone"
        assert [m["text"] for m in sandbox.messages(stage.desk) if "first reply" in m["text"]] == []
