"""Which channels there are, in a workspace of thousands, and at a Slack that does not say so at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from slack_sandbox import Options, Sandbox
from slack_sandbox.faults import CallFault
from slack_sandbox.stage import Stage
from tests.scenarios.moved import house

TRUSTED = "How do I reset my password?"
LISTS = ("users.conversations", "conversations.list")
PAGES_A_MINUTE = 20  # of conversations.list


async def test_thousands_of_public_channels_keep_no_bot_from_starting(seeded: Path, tmp_path: Path) -> None:
    async with Sandbox(Options()) as sandbox:
        for _ in range((PAGES_A_MINUTE + 2) * 200):
            sandbox.drive.new_channel(with_bot=False)
        stage, channel = Stage(sandbox, patience_s=90.0), sandbox.new_shared_channel("acme-facilities").id
        async with house(seeded, tmp_path / "data", sandbox, {"channels": {channel: {"account": "acme"}}}).opened():
            await stage.answer(await stage.say("dana", channel, TRUSTED))
        assert [call.method for call in sandbox.calls if call.error == "ratelimited"] == []


@pytest.mark.parametrize("kind", [CallFault.RATE_LIMITED, CallFault.SERVER_ERROR, CallFault.LOST_CALL])
async def test_a_start_waits_for_a_slack_that_does_not_list_channels_at_once(
    seeded: Path, tmp_path: Path, kind: CallFault
) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        stage, channel = Stage(sandbox, patience_s=90.0), sandbox.new_shared_channel("acme-facilities").id
        for method in LISTS:
            sandbox.faults.call(method, kind)
        async with house(seeded, tmp_path / "data", sandbox, {"channels": {channel: {"account": "acme"}}}).opened():
            await stage.answer(await stage.say("dana", channel, TRUSTED))
