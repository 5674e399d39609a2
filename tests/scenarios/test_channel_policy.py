"""What the policy says of one channel: whose bot speaks for customers, and what becomes of a question to somebody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Said, Stage, words
from tests.scenarios.child import installed, started

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
TO_NORA = "Nora, how do I reset my password?"


@pytest_asyncio.fixture(scope="module")
async def stage(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        intake = sandbox.drive.new_bot("acme-facilities", "intake", "Intake form", workflow=True)
        sandbox.drive.new_shared_channel("acme-facilities", "robots")
        sandbox.drive.new_shared_channel("acme-facilities", "names")
        changes = {
            "thresholds": {"undecided_notice_s": 0.5},
            "channels": {"#robots": {"bots": {intake.bot_id: "customer"}}, "#names": {"named_person": "answer"}},
        }
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        folder = tmp_path_factory.mktemp("policy") / "data"
        async with started(installed(seeded, folder, sandbox.api_url, changes, **tokens)):
            await sandbox.connected()
            yield Stage(sandbox, patience_s=30.0)


async def by_intake(stage: Stage, channel: str, text: str) -> Said:
    raw = await stage.sandbox.drive.post("intake", channel, text)
    return Said("intake", stage.sandbox.world.channel(channel).id, raw["ts"], raw["ts"])


async def test_a_form_that_speaks_for_customers_is_answered_where_the_policy_says_so(stage: Stage) -> None:
    elsewhere = stage.sandbox.new_shared_channel("acme-facilities").id
    ignored = [await by_intake(stage, elsewhere, TRUSTED) for _ in range(20)]
    asked = await by_intake(stage, "robots", TRUSTED)
    await stage.sandbox.wait_for(lambda: stage.posts(asked) or stage.cards(asked))
    await stage.answer(await stage.say("dana", elsewhere, TRUSTED))
    assert [stage.posts(each) + stage.cards(each) for each in ignored] == [[]] * 20
    assert [stage.reactions(each) for each in ignored] == [[]] * 20


async def test_a_question_to_somebody_is_answered_where_the_policy_says_so(stage: Stage) -> None:
    asked = await stage.say("dana", "names", TO_NORA)
    assert "Forgot password?" in words(await stage.answer(asked))
    left = await stage.say("dana", stage.sandbox.new_shared_channel("acme-facilities").id, TO_NORA)
    await stage.card(left)
    assert stage.posts(left) == []


async def test_who_waits_long_for_a_draft_is_told_and_who_has_an_answer_is_not(stage: Stage) -> None:
    waits = await stage.say("dana", stage.sandbox.new_shared_channel("acme-facilities").id, DRAFTED)
    card = await stage.card_offers(waits, "approve")
    await stage.notice(waits)
    await stage.press("sam", card, "approve")
    await stage.answer(waits)
    answered = await stage.say("dana", stage.sandbox.new_shared_channel("acme-facilities").id, TRUSTED)
    await stage.answer(answered)
    assert (len(stage.posts(waits)), len(stage.posts(answered))) == (2, 1)
