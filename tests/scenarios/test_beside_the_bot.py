"""While the bot runs as a process: other commands, a second bot, a copy of its folder, and its end in mid-work."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.outbox.blocks import Field
from bot.platform.qdrant.copies import copy_with_holes
from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Said, Stage, buttons, words
from tests.scenarios.child import ROOT, Child, installed, started

pytestmark = pytest.mark.slow

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
REFUND = "I want a refund for last month, we were charged twice"


@dataclass
class House:
    """A sandbox and the bot in it, in a process of its own."""

    sandbox: Sandbox
    stage: Stage
    bot: Child
    articles: Path


@pytest_asyncio.fixture(scope="module")
async def house(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with Sandbox(Options(rate_limits=False, retry_delays_s=(0.0, 2.0, 4.0))) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        folder = tmp_path_factory.mktemp("beside")
        articles = Path(shutil.copytree(ROOT / "kb_seed", folder / "articles"))
        changes = {"knowledge": {"sources": [str(articles)]}}
        child = installed(seeded, folder / "data", sandbox.api_url, changes, **tokens)
        async with started(child):
            await sandbox.connected()
            yield House(sandbox, Stage(sandbox, patience_s=30.0), child, articles)


async def test_a_second_bot_on_the_same_folder_is_refused_in_one_line(house: House) -> None:
    code, out, err = await house.bot.command("run")
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    assert str(house.bot.folder) in err and "already" in err
    asked = await house.stage.say("dana", house.sandbox.new_shared_channel("acme-facilities").id, TRUSTED)
    await house.stage.answer(asked)


async def test_questions_searches_and_the_doctor_work_beside_it(house: House) -> None:
    asked, found, checked = await asyncio.gather(
        house.bot.command("ask", TRUSTED, "--json"),
        house.bot.command("kb", "search", "reset password", "--json"),
        house.bot.command("doctor", "--json"),
    )
    assert (asked[0], found[0]) == (0, 0), (asked, found)
    assert json.loads(asked[1])["tier"] == 0
    assert "password" in found[1].lower()
    assert json.loads(checked[1])
    assert "Traceback" not in asked[2] + found[2] + checked[2]


async def test_a_draft_from_an_article_that_a_sync_takes_out_is_edited_not_approved(house: House) -> None:
    stage, drive = house.stage, house.sandbox.drive
    asked = await stage.say("dana", house.sandbox.new_shared_channel("acme-facilities").id, DRAFTED)
    before = await stage.card_offers(asked, "approve")
    (file,) = house.articles.rglob("change-the-billing-email.md")
    file.write_text(file.read_text("utf-8").replace("---\n", "---\ndraft: true\n", 1), "utf-8")
    code, out, err = await house.bot.command("kb", "sync", "--json")
    assert (code, json.loads(out)["removed"]) == (0, ["change-the-billing-email"]), err

    card = await stage.card_shows(asked, "which was taken out of the knowledge base (noticed")
    assert "approve" not in buttons(card) and "edit" in buttons(card)
    late = await drive.click("sam", stage.desk, before["ts"], "approve", seen=before)
    assert late.ok
    assert "Not approved" in await stage.ephemeral_to("sam", "taken out of the knowledge base")
    assert stage.posts(asked, "answer") == []
    await stage.press("sam", card, "edit")
    await stage.modal("sam")
    assert (await drive.submit("sam", {Field.TEXT: "Open *Billing*, then Contacts."})).ok
    assert "then Contacts" in words(await stage.answer(asked))


async def test_a_copy_of_its_folder_made_in_mid_work_opens(house: House, tmp_path: Path) -> None:
    stage = house.stage
    channels = [house.sandbox.new_shared_channel("acme-facilities").id for _ in range(4)]
    said = [await stage.say("dana", channel, TRUSTED) for channel in channels]
    copy = tmp_path / "copy"
    unlocked = shutil.ignore_patterns("*.lock")
    shutil.copytree(house.bot.folder, copy, ignore=unlocked, copy_function=copy_with_holes)
    for each in said:
        await stage.answer(each)
    with closing(sqlite3.connect(copy / "earnest.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def acknowledged(house: House, said: Said) -> bool:
    """Whether the bot has told Slack that it has a message."""
    return any(each.acked and each.payload.get("event", {}).get("ts") == said.ts for each in house.sandbox.envelopes)


async def test_told_to_end_in_mid_work_it_ends_in_time_and_the_next_one_does_the_rest(house: House) -> None:
    stage = house.stage
    early = house.sandbox.new_shared_channel("acme-facilities").id
    before = await stage.say("dana", early, TRUSTED)
    await stage.answer(before)
    channels = [house.sandbox.new_shared_channel("acme-facilities").id for _ in range(6)]
    said = [
        await stage.say("dana", channel, text) for channel, text in zip(channels, [TRUSTED, REFUND] * 3, strict=True)
    ]
    await house.sandbox.wait_for(lambda: all(acknowledged(house, each) for each in said), 30)
    assert await house.bot.process.stop(10)
    assert house.bot.process.exit_code == 0
    assert "Traceback" not in house.bot.log
    # In a channel that it has read: one seen for the first time counts from its start on.
    away = await stage.say("dana", early, "How do I export work orders to CSV?")
    await house.bot.start()
    for each in said[::2]:
        await stage.answer(each)
    for each in said[1::2]:
        await stage.notice(each)
        await stage.card(each)
    await stage.answer(away)
    assert [len(stage.posts(each)) for each in (before, away, *said)] == [1, 1, 1, 1, 1, 1, 1, 1]


async def test_a_search_without_an_index_says_how_to_build_one(house: House, tmp_path: Path) -> None:
    bare = Child(tmp_path, {**house.bot.environment, "DATA_DIR": str(tmp_path)})
    code, _, err = await bare.command("kb", "search", "reset password")
    assert code == 1
    assert "kb sync" in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("intents: [", "not valid YAML"),
        ("desk: {chanel: x}\nintents: {}", "desk.chanel"),
        ("intents: {a: {team: nobody}}", "intents.a.team"),
        ("- a\n- b", "must be a mapping"),
        ("intents: {}\nrules: [{when: x, then: nothing}]", "'nothing'"),
    ],
)
async def test_a_wrong_policy_is_one_line_that_names_file_and_key(
    house: House, tmp_path: Path, broken: str, named: str
) -> None:
    policy = tmp_path / "support.yml"
    policy.write_text(broken, "utf-8")
    bare = Child(tmp_path, {**house.bot.environment, "POLICY_FILE": str(policy)})
    code, out, err = await bare.command("run")
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert str(policy) in err and named in err
