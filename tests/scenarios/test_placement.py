"""A post lands where it belongs, or not at all, whatever comes between the decision and Slack's ok."""

from __future__ import annotations

import json

import pytest

from slack_sandbox.jsonlike import Json
from slack_sandbox.stage import Said, buttons, words
from tests.scenarios.conftest import Running

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
REFUND = "I want a refund for last month, we were charged twice"
POST = "chat.postMessage"


def at_root(running: Running, channel: str) -> list[Json]:
    """What the bot has left in a channel outside any thread."""
    mine = running.sandbox.world.bot.bot_id
    found = running.sandbox.messages(channel)
    return [m for m in found if m.get("bot_id") == mine and m.get("thread_ts", m["ts"]) == m["ts"]]


async def gone_from_root(running: Running, channel: str) -> None:
    """Wait until Slack has taken away what we had put there."""
    deleted = running.sandbox.calls_of
    before = len(deleted("chat.delete"))
    await running.sandbox.wait_for(lambda: len(deleted("chat.delete")) > before and not at_root(running, channel))


async def a_draft(running: Running, channel: str) -> tuple[Said, Json]:
    asked = await running.stage.say("dana", channel, DRAFTED)
    return asked, await running.stage.card_offers(asked, "approve")


async def told(running: Running, text: str) -> None:
    """Wait until the person who approved has heard that the answer was not posted, and why."""
    assert "not posted" in await running.stage.ephemeral_to("sam", text)


async def held(running: Running) -> None:
    await running.sandbox.wait_for(lambda: POST in running.sandbox.faults.held)


async def test_an_answer_goes_into_the_thread_of_the_message_that_still_stands(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    first = await stage.say("dana", channel, "hi there")
    second = await stage.say("dana", channel, TRUSTED)
    await running.sandbox.drive.delete("dana", channel, first.ts)
    await stage.answer(second)
    assert at_root(running, channel) == []


async def test_what_comes_later_follows_its_ticket_too(running: Running) -> None:
    """Its first message is deleted after the card, the notice waits, and no event tells of the deletion."""
    stage, channel = running.stage, running.channel()
    running.sandbox.faults.refuse(POST, "ratelimited", channel=channel, kind="notice", times=None)
    first = await stage.say("dana", channel, "hi there")
    second = await stage.say("dana", channel, REFUND)
    await stage.card(first)
    running.sandbox.faults.lose("message_deleted", channel=channel)
    await running.sandbox.drive.delete("dana", channel, first.ts)
    running.sandbox.faults.allow(POST)
    await stage.notice(second)
    assert at_root(running, channel) == []


@pytest.mark.parametrize("heard", [True, False])
async def test_a_question_deleted_while_its_answer_travels_leaves_nothing_in_the_channel(
    running: Running, heard: bool
) -> None:
    stage, channel = running.stage, running.channel()
    asked, card = await a_draft(running, channel)
    running.sandbox.faults.hold(POST, channel=channel)
    await stage.press("sam", card, "approve")
    await held(running)
    if not heard:
        running.sandbox.faults.lose("message_deleted", channel=channel, ts=asked.ts)
    await running.sandbox.drive.delete("dana", channel, asked.ts)
    running.sandbox.faults.let_go()
    await gone_from_root(running, channel)
    shown = await stage.card_shows(asked, "question is gone")
    assert "Approved and sent" not in words(shown)
    await told(running, "not posted")


async def test_a_deletion_that_nobody_told_of_is_seen_before_an_approved_answer_goes_out(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked, card = await a_draft(running, channel)
    running.sandbox.faults.lose("message_deleted", channel=channel, ts=asked.ts)
    await running.sandbox.drive.delete("dana", channel, asked.ts)
    await stage.press("sam", card, "approve")
    await stage.card_shows(asked, "question is gone")
    await told(running, "deleted the question")
    assert [call for call in running.sandbox.calls_of(POST) if call.args["channel"] == channel] == []


@pytest.mark.parametrize("heard", [True, False])
async def test_an_edit_stops_an_approved_answer_that_waits(running: Running, heard: bool) -> None:
    stage, channel = running.stage, running.channel()
    asked, card = await a_draft(running, channel)
    running.sandbox.faults.refuse(POST, "ratelimited", channel=channel, times=None)
    await stage.press("sam", card, "approve")
    await stage.card_shows(asked, "being sent")
    if not heard:
        running.sandbox.faults.lose("message_changed", channel=channel)
    await running.sandbox.drive.edit("dana", channel, asked.ts, "How do I change the billing email for our receipts?")
    if heard:
        await stage.card_offers(asked, "approve", number=2)
    running.sandbox.faults.allow(POST)
    fresh = await stage.card_offers(asked, "approve", number=2)
    assert "our receipts" in words(fresh)
    assert stage.posts(asked) == []
    await told(running, "edited")


@pytest.mark.parametrize("heard", [True, False])
async def test_a_colleagues_reply_stops_an_approved_answer_that_waits(running: Running, heard: bool) -> None:
    stage, channel = running.stage, running.channel()
    asked, card = await a_draft(running, channel)
    running.sandbox.faults.refuse(POST, "ratelimited", channel=channel, times=None)
    await stage.press("sam", card, "approve")
    await stage.card_shows(asked, "being sent")
    if not heard:
        running.sandbox.faults.lose("message", channel=channel)
    await stage.say("nora", channel, "I have changed it for you", thread=asked)
    running.sandbox.faults.allow(POST)
    shown = await stage.card_shows(asked, "Taken by a person")
    assert "give_back" in buttons(shown)
    await told(running, "colleague answered first")
    assert stage.posts(asked) == []


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("is_archived", "unarchive it"),
        ("not_in_channel", "invite"),
        ("restricted_action_read_only_channel", "let Earnest post"),
    ],
)
async def test_a_refusal_for_good_is_named_on_the_card_and_to_who_approved(
    running: Running, code: str, fix: str
) -> None:
    stage, channel = running.stage, running.channel()
    asked, card = await a_draft(running, channel)
    running.sandbox.faults.refuse(POST, code, channel=channel, times=None)
    await stage.press("sam", card, "approve")
    shown = await stage.card_shows(asked, fix)
    assert code in words(shown)
    assert "Not posted" in words(shown) and "Approved and sent" not in words(shown)
    assert "take" in buttons(shown)
    await told(running, fix)


async def test_an_answer_that_was_to_go_out_alone_and_is_refused_says_so_on_its_card(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    running.sandbox.faults.refuse(POST, "is_archived", channel=channel, times=None)
    asked = await stage.say("dana", channel, TRUSTED)
    shown = await stage.card_shows(asked, "unarchive it")
    assert "Not posted" in words(shown)


async def test_a_card_says_sending_until_slack_has_taken_the_answer(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked, card = await a_draft(running, channel)
    running.sandbox.faults.hold(POST, channel=channel)
    await stage.press("sam", card, "approve")
    await stage.card_shows(asked, "Approved, being sent")
    await held(running)
    running.sandbox.faults.let_go()
    await stage.answer(asked)
    await stage.card_shows(asked, "Approved and sent")


@pytest.mark.parametrize(
    ("refused", "left"), [("rich_text", ["approve"]), ("section", []), ("", [])], ids=["a block", "all blocks", "text"]
)
async def test_a_refused_card_takes_a_simpler_form_and_holds_up_nobody(
    running: Running, refused: str, left: list[str]
) -> None:
    stage = running.stage
    odd, other = running.channel(), running.channel("globex-property")
    if refused:
        running.sandbox.faults.refuse(POST, "invalid_blocks", kind="card", block=refused, times=1 if left else 2)
    else:
        running.sandbox.faults.refuse(POST, "msg_too_long", kind="card", times=3)
    asked = await stage.say("dana", odd, DRAFTED)
    card = await running.sandbox.wait_for(lambda: cards_with_link(running, asked))
    assert set(left) <= set(buttons(card[0]))
    also = await stage.say("kenji", other, DRAFTED)
    await stage.card_offers(also, "approve")


def cards_with_link(running: Running, asked: Said) -> list[Json]:
    found = running.sandbox.messages(running.stage.desk)
    return [m for m in found if asked.link_part in json.dumps([m.get("text"), m.get("blocks")])]
