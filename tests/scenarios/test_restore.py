"""A restore on a new machine: what is in Slack is not posted again, whether the backup knew of it or not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.platform.qdrant.copies import copy_with_holes
from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage
from tests.scenarios.child import Child, installed, started

pytestmark = pytest.mark.slow

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
REFUND = "I want a refund for last month, we were charged twice"


async def test_what_went_out_after_the_backup_is_found_and_not_posted_again(seeded: Path, tmp_path: Path) -> None:
    async with Sandbox(Options(rate_limits=False, retry_delays_s=(0.0, 2.0, 4.0))) as sandbox:
        stage = Stage(sandbox, patience_s=30.0)
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        first = installed(seeded, tmp_path / "first", sandbox.api_url, {}, **tokens)
        channel = sandbox.new_shared_channel("acme-facilities").id
        async with started(first):
            await sandbox.connected()
            known = await stage.say("dana", channel, TRUSTED)
            await stage.answer(known)
            code, out, err = await first.command("backup", str(tmp_path / "earnest.backup"), "--json")
            assert code == 0, err
            assert json.loads(out)["rows"]["ours/inbox"] > 0
            lost = await stage.say("dana", channel, "Where do I reset the password of a colleague?")
            drafted = await stage.say("dana", channel, DRAFTED)
            refund = await stage.say("omar", channel, REFUND)
            await stage.card(drafted)
            await stage.press("sam", await stage.card(drafted), "approve")
            await stage.answer(drafted)
            await stage.notice(refund)
            await stage.card(refund)
        before = {said: (len(stage.posts(said)), len(stage.cards(said))) for said in (known, lost, drafted, refund)}
        second = moved(first, tmp_path / "second")
        code, out, err = await second.command("restore", str(tmp_path / "earnest.backup"), "--json")
        assert code == 0, err
        async with started(second):
            await sandbox.connected()
            again = await stage.say("dana", channel, "How do I export the invoices as CSV?")
            await stage.card(again)
            after = {said: (len(stage.posts(said)), len(stage.cards(said))) for said in before}
        assert after == before


def moved(first: Child, folder: Path) -> Child:
    """The same install on another machine: its model and index, and none of its databases."""
    unshared = shutil.ignore_patterns("*.db*", "*.lock", "copies", "*.log")
    shutil.copytree(first.folder, folder, ignore=unshared, copy_function=copy_with_holes)
    places = {"DATA_DIR": str(folder), "POLICY_FILE": str(folder / "policy.yml")}
    return Child(folder, first.environment | places)
