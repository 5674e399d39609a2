"""Watch mode: the desk sees what Earnest would do, the customer sees nothing whatever happens."""

from __future__ import annotations

import asyncio
from pathlib import Path

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage, words
from tests.scenarios.child import installed, started


async def test_customers_see_nothing_and_the_desk_sees_every_request(seeded: Path, tmp_path: Path) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        changes = {"mode": "watch", "thresholds": {"undecided_notice_s": 0.2}}
        child = installed(seeded, tmp_path / "data", sandbox.api_url, changes, **tokens)
        stage = Stage(sandbox, patience_s=30.0)
        async with started(child):
            await sandbox.connected()
            channel = sandbox.new_shared_channel("acme-facilities").id
            trusted = await stage.say("dana", channel, "How do I reset my password?")
            refund = await stage.say("omar", channel, "I want a refund for last month, we were charged twice")
            unknown = await stage.say("rosa", channel, "Does Lumio support underwater drone docking on Mars?")
            cards = await asyncio.gather(*(stage.card(said) for said in (trusted, refund, unknown)))
            assert "Forgot password?" in words(cards[0])
            follow_up = await stage.say("dana", channel, "And how do I export work orders to CSV?", thread=trusted)
            await stage.card(follow_up, number=2)
        for said in (trusted, refund, unknown, follow_up):
            assert stage.posts(said) == []
            assert stage.reactions(said) == []
        assert sandbox.ephemerals("dana") == []
