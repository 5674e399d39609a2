"""What people do beside the plain case: broadcasts, parts of a burst that go, second thoughts, two hands on a card."""

from __future__ import annotations

import asyncio

from bot.domain import ChannelId, MessageTs
from slack_sandbox.stage import Said, words
from tests.scenarios.conftest import Running

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
POST = "chat.postMessage"


async def later_one_is_answered(running: Running) -> None:
    """Whatever was said before it has been worked on."""
    asked = await running.stage.say("omar", running.channel(), TRUSTED)
    await running.stage.answer(asked)


async def test_a_reply_that_is_also_sent_to_the_channel_belongs_to_its_thread(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, DRAFTED)
    await stage.card_offers(asked, "approve")
    await running.sandbox.drive.post("dana", channel, "never mind, found it", thread_ts=asked.ts, broadcast=True)
    await stage.card_shows(asked, "needs no answer any more")
    assert len(stage.cards(asked)) == 1


async def test_a_later_part_of_a_burst_that_is_deleted_is_no_part_of_the_answer(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    first = await stage.say("dana", channel, TRUSTED)
    demand = await stage.say("dana", channel, "and please delete our account")
    await running.sandbox.drive.delete("dana", channel, demand.ts)
    await running.sandbox.wait_for(lambda: stage.posts(first) or stage.cards(first), 30)
    await later_one_is_answered(running)
    assert len(stage.posts(first, "answer")) <= 1
    mine = running.sandbox.world.bot.bot_id
    root = [m for m in running.sandbox.messages(channel) if m.get("bot_id") == mine]
    assert [m for m in root if m.get("thread_ts", m["ts"]) == m["ts"]] == []


async def test_a_sad_emoji_that_comes_and_goes_and_comes_again_is_one_complaint(running: Running) -> None:
    stage, channel, drive = running.stage, running.channel(), running.sandbox.drive
    asked = await stage.say("dana", channel, TRUSTED)
    answer = await stage.answer(asked)
    await drive.react("dana", channel, answer["ts"], "-1")
    await stage.card_shows(asked, "did not help")
    await drive.unreact("dana", channel, answer["ts"], "-1")
    await later_one_is_answered(running)
    assert len(stage.cards(asked)) == 1


async def test_two_people_who_approve_at_once_while_slack_is_slow_send_one_answer(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, DRAFTED)
    card = await stage.card_offers(asked, "approve")
    running.sandbox.faults.hold(POST, channel=channel)
    await asyncio.gather(*(stage.press(who, card, "approve") for who in ("sam", "priya")))
    await running.sandbox.wait_for(lambda: POST in running.sandbox.faults.held)
    running.sandbox.faults.let_go()
    await stage.answer(asked)
    await stage.card_shows(asked, "Approved and sent")
    await later_one_is_answered(running)
    assert len(stage.posts(asked)) == 1


async def test_a_colleague_who_deletes_their_reply_again_still_has_the_thread(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, DRAFTED)
    await stage.card_offers(asked, "approve")
    reply = await stage.say("nora", channel, "One moment", thread=asked)
    await stage.card_shows(asked, "Taken by a person")
    held = await running.earnest.runtime.store.messages.get(ChannelId(channel), MessageTs(reply.ts))
    assert held is not None and held.chatter, "it only holds"
    await running.sandbox.drive.delete("nora", channel, reply.ts)
    more = await stage.say("dana", channel, TRUSTED, thread=asked)
    await stage.card_shows(asked, TRUSTED)
    await later_one_is_answered(running)
    assert stage.posts(more) == []


async def test_an_edit_that_only_mends_a_letter_after_the_answer_brings_no_second_one(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, "How do I reset my pasword?")
    await running.sandbox.wait_for(lambda: stage.posts(asked, "answer") or stage.cards(asked), 30)
    before = len(stage.posts(asked, "answer"))
    await running.sandbox.drive.edit("dana", channel, asked.ts, TRUSTED)
    await later_one_is_answered(running)
    assert len(stage.posts(asked, "answer")) <= max(1, before)


async def test_a_question_to_a_colleague_in_a_thread_of_ours_is_left_to_them(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, TRUSTED)
    await stage.answer(asked)
    named: Said = await stage.say("dana", channel, "<@U0SAM00001> can you check our invoice?", thread=asked)
    card = await stage.card_shows(named, "asks somebody else by name")
    assert "invoice" in words(card)
    assert len(stage.posts(asked)) == 1
