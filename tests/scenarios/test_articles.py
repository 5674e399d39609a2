"""A flagged article is looked at on a card of its own, by one person, once; also over a crash."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.domain import ArticleId, ChannelId, MessageTs
from slack_sandbox import Options, Sandbox
from slack_sandbox.jsonlike import Json
from slack_sandbox.stage import Said, Stage, buttons, kind_of, words
from tests.platform.durable.waiting import until
from tests.scenarios.child import installed, started
from tests.scenarios.conftest import Running

DRAFTED = "How do I change the billing email for our invoices?"
RIGHT, EDITED, RETIRED = "article_right", "article_edited", "article_retired"


def article_cards(stage: Stage) -> list[Json]:
    return [m for m in stage.sandbox.messages(stage.desk) if kind_of(m) == "article_card"]


async def open_card(stage: Stage, note: str) -> Json:
    """The article's card that waits for a decision and shows what somebody noted at a flag."""
    found = await stage.sandbox.wait_for(
        lambda: [c for c in article_cards(stage) if RIGHT in buttons(c) and note in words(c)], 60
    )
    assert len(found) == 1
    return found[0]


async def shown(stage: Stage, card: Json, text: str) -> Json:
    """The card once it shows a text."""
    found = await stage.sandbox.wait_for(
        lambda: [c for c in article_cards(stage) if c["ts"] == card["ts"] and text in words(c)], 60
    )
    return found[0]


async def approved_answer(stage: Stage, channel: str) -> tuple[Said, Json]:
    asked = await stage.say("dana", channel, DRAFTED)
    await stage.press("sam", await stage.card_offers(asked, "approve"), "approve")
    return asked, await stage.answer(asked)


async def flag(stage: Stage, asked: Said, answer: Json, note: str) -> None:
    link = f"https://lumio.slack.com/archives/{asked.channel}/p{str(answer['ts']).replace('.', '')}"
    await stage.typed("priya", f"flag {link} {note}", "is flagged")


async def test_of_two_people_at_once_one_decides_and_an_outsider_never_does(running: Running) -> None:
    stage, store = running.stage, running.earnest.runtime.store
    asked, answer = await approved_answer(stage, running.channel())

    async def known() -> bool:
        return await store.posts.at(ChannelId(asked.channel), MessageTs(answer["ts"])) is not None

    await until(known)
    await flag(stage, asked, answer, "the menu is gone")
    card = await open_card(stage, "the menu is gone")
    assert "Priya" in words(card)
    (review,) = [one for one in await store.articles.waiting() if one.id in str(card["blocks"])]
    assert await store.articles.flagged([review.article_id]) == {review.article_id}

    forged = {"action_id": RETIRED, "value": review.id}
    outside = await running.sandbox.drive.click("dana", asked.channel, answer["ts"], "talk_to_person", forged=forged)
    assert outside.ok
    await stage.ephemeral_to("dana", "only members of the support desk")
    clicks = (
        running.sandbox.drive.click("sam", stage.desk, card["ts"], RIGHT, review.id, seen=card),
        running.sandbox.drive.click("priya", stage.desk, card["ts"], RIGHT, review.id, seen=card),
    )
    assert all(outcome.ok for outcome in await asyncio.gather(*clicks))
    over = await shown(stage, card, "still right")
    assert RIGHT not in buttons(over)
    decided = await store.articles.get(review.id)
    assert decided is not None and decided.decided_by is not None
    second = next(user for user in ("sam", "priya") if running.sandbox.world.user(user).id != decided.decided_by)
    await stage.ephemeral_to(second, "Looked at by")
    assert await store.articles.flagged([review.article_id]) == frozenset()
    confirmed = {one.article_id for one in await store.articles.decided()}
    assert review.article_id in confirmed


@pytest.mark.slow
async def test_after_a_kill_the_card_is_there_once_and_an_edit_becomes_a_patch(seeded: Path, tmp_path: Path) -> None:
    async with Sandbox(Options(rate_limits=False, trigger_life_s=60.0, retry_delays_s=(0.0, 0.1, 0.2))) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        child = installed(seeded, tmp_path / "data", sandbox.api_url, {}, **tokens)
        stage = Stage(sandbox, patience_s=60.0)
        async with started(child):
            await sandbox.connected()
            asked, answer = await approved_answer(stage, sandbox.new_shared_channel("acme-facilities").id)
            await stage.card_shows(asked, "Approved")
            sandbox.faults.hold("chat.postMessage", channel=stage.desk)
            await flag(stage, asked, answer, "outdated")
            await sandbox.wait_for(lambda: "chat.postMessage" in sandbox.faults.held, 60)
            await child.process.kill()
            sandbox.faults.let_go()
            await child.start()
            card = await open_card(stage, "Outdated")
            code, out, _ = await child.command("kb", "flagged", "--json")
            (item,) = json.loads(out)
            assert code == 0 and [one["note"] for one in item["flags"]] == ["outdated"]

            value = item["review"]
            await sandbox.drive.click("sam", stage.desk, card["ts"], EDITED, value)
            modal = await stage.modal("sam")
            fields = [b for b in modal["blocks"] if b["type"] == "input"]
            text = fields[0]["element"]["initial_value"]
            sent = await sandbox.drive.submit("sam", {fields[0]["block_id"]: f"{text}\nIt moved in 2026."})
            assert sent.ok and not sent.errors
            await shown(stage, card, "edited")
            assert len(article_cards(stage)) == 1
            code, patch, _ = await child.command("kb", "patches")
            assert code == 0
            assert [line for line in patch.splitlines() if line[:1] in "+-"][2:] == ["+It moved in 2026."]
            assert (await child.command("kb", "flagged", "--json"))[1].strip() == "[]"

            await flag(stage, asked, answer, "again")
            await open_card(stage, "again")
            assert (await child.command("kb", "review", item["article"], "--retired"))[0] == 0
            assert (await child.command("kb", "review", item["article"], "--retired"))[0] == 1
            await sandbox.wait_for(lambda: [c for c in article_cards(stage) if "by command" in words(c)], 60)
            assert len(article_cards(stage)) == 2
            assert ArticleId(item["article"])
