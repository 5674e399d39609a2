"""What staff set at the desk, and what an account's tier allows, holds from the next question on."""

from __future__ import annotations

from pathlib import Path

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage, words
from tests.scenarios.child import installed, started
from tests.scenarios.conftest import Running

TRUSTED = "How do I reset my password?"
INTENT = "password_reset"


async def test_a_paused_channel_gets_drafts_until_it_is_resumed(running: Running) -> None:
    channel = running.channel()
    await running.stage.typed("priya", f"pause {channel}", "Paused: the channel")
    held = await running.stage.say("dana", channel, TRUSTED)
    card = await running.stage.card_offers(held, "approve")
    assert "Staff paused answers without review here" in words(card)
    assert running.stage.posts(held, "answer") == []
    said = await running.stage.typed("priya", f"config {channel}", "What holds in")
    assert f"the channel {channel}" in said
    await running.stage.typed("priya", f"resume {channel}", "Resumed: the channel")
    again = await running.stage.say("omar", channel, TRUSTED)
    await running.stage.answer(again)


async def test_a_pause_is_told_apart_from_what_is_none(running: Running) -> None:
    await running.stage.typed("tom", "pause nonsense", "neither an intent nor a channel")
    await running.stage.typed("tom", f"resume {INTENT}", "is not paused")


async def test_an_account_gets_as_many_answers_without_review_as_its_tier_allows(seeded: Path, tmp_path: Path) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        limited, barred = (sandbox.new_shared_channel("acme-facilities").id for _ in range(2))
        changes = {
            "accounts": {"acme": {"tier": "small"}, "globex": {"tier": "none"}},
            "tiers": {"small": {"max_tier0": 1}, "none": {"max_tier0": 0}},
            "channels": {limited: {"account": "acme"}, barred: {"account": "globex"}},
        }
        child = installed(seeded, tmp_path / "data", sandbox.api_url, changes, **tokens)
        stage = Stage(sandbox, patience_s=30.0)
        async with started(child):
            await sandbox.connected()
            await stage.answer(await stage.say("dana", limited, TRUSTED))
            second = await stage.say("omar", limited, TRUSTED)
            assert "all the answers without review that its tier allows" in words(await stage.card(second))
            never = await stage.say("dana", barred, TRUSTED)
            assert "all the answers without review that its tier allows" in words(await stage.card(never))
        assert stage.posts(second, "answer") == []
        assert stage.posts(never, "answer") == []
