"""Which messages are one question, whose they are, and what happens when they change."""

from __future__ import annotations

import pytest

from slack_sandbox import NewFile
from slack_sandbox.stage import Said, kind_of, words
from tests.scenarios.conftest import Running

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"


async def test_a_burst_of_three_messages_is_answered_once_in_the_first_ones_thread(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    first = await stage.say("dana", channel, "hi there")
    await stage.say("dana", channel, "quick one about my password")
    last = await stage.say("dana", channel, TRUSTED)
    answer = await stage.answer(first)
    assert "Forgot password?" in words(answer)
    assert stage.posts(last) == []
    assert len(stage.posts(first)) == 1


async def test_two_people_asking_at_once_get_an_answer_each(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    one = await stage.say("dana", channel, TRUSTED)
    other = await stage.say("omar", channel, "How do I set up a recurring work order?")
    assert "Forgot password?" in words(await stage.answer(one))
    assert "Recurring" in words(await stage.answer(other))


async def test_a_follow_up_in_the_thread_needs_no_mention(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, TRUSTED)
    await stage.answer(asked)
    await stage.say("dana", channel, "How do I export work orders to CSV?", thread=asked)
    assert "CSV" in words(await stage.answer(asked, number=2))


async def test_thanks_in_the_thread_gets_no_reply(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, TRUSTED)
    await stage.answer(asked)
    await stage.say("dana", channel, "perfect, thank you!", thread=asked)
    await stage.say("dana", channel, "How do I export work orders to CSV?", thread=asked)
    await stage.answer(asked, number=2)
    assert len(stage.posts(asked)) == 2


async def test_a_mention_and_its_twin_message_are_one_question(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    bot = running.sandbox.world.bot.id
    asked = await stage.say("dana", channel, f"<@{bot}> {TRUSTED}")
    await stage.answer(asked)
    later = await stage.say("omar", channel, TRUSTED)
    await stage.answer(later)
    assert len(stage.posts(asked)) == 1


async def test_staff_and_bots_are_not_customers(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    running.sandbox.world.channel(channel).members.append(running.sandbox.world.user("statusbot").id)
    by_staff = await stage.say("sam", channel, TRUSTED)
    by_bot = await stage.say("statusbot", channel, TRUSTED)
    by_customer = await stage.say("dana", channel, TRUSTED)
    await stage.answer(by_customer)
    for said in (by_staff, by_bot):
        assert stage.posts(said) == []
        assert stage.cards(said) == []


async def test_a_customer_who_writes_in_a_colleagues_thread_is_left_to_the_colleague(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    opened = await stage.say("nora", channel, "We are updating the dispatch board tonight.")
    reply = await stage.say("dana", channel, "How do I export work orders to CSV?", thread=opened)
    await stage.card(opened)
    assert stage.posts(reply) == []


async def test_an_edited_question_is_answered_as_it_now_stands(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, "How do I change the billing email for our invoices?")
    await stage.card_offers(asked, "approve")
    await running.sandbox.drive.edit("dana", channel, asked.ts, TRUSTED)
    assert "Forgot password?" in words(await stage.answer(asked))
    await stage.card_shows(asked, "Replaced")


async def test_a_deleted_question_takes_its_draft_with_it(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, "How do I change the billing email for our invoices?")
    card = await stage.card_offers(asked, "approve")
    await running.sandbox.drive.delete("dana", channel, asked.ts)
    await stage.card_shows(asked, "Cancelled")
    await running.sandbox.drive.click("sam", stage.desk, card["ts"], "approve", seen=card)
    await stage.ephemeral_to("sam", "cancelled")
    assert stage.posts(asked) == []


async def test_staff_force_a_message_in_and_out_with_an_emoji(running: Running) -> None:
    stage, channel, drive = running.stage, running.channel(), running.sandbox.drive
    chatter = await stage.say("dana", channel, "have a nice weekend")
    ordinary = await stage.say("omar", channel, TRUSTED)
    await stage.answer(ordinary)
    await drive.react("sam", channel, chatter.ts, "ticket")
    await stage.card(chatter)
    pending = await stage.say("rosa", channel, "How do I change the billing email for our invoices?")
    await stage.card_offers(pending, "approve")
    await drive.react("sam", channel, pending.ts, "no_entry_sign")
    await stage.card_shows(pending, "Cancelled")


@pytest.mark.parametrize("knows_replies", [True, False])
async def test_staff_force_in_a_reply_of_a_thread_that_earnest_does_not_know(
    running: Running, knows_replies: bool
) -> None:
    """Slack shows a reply where it is asked for by its own ts; other servers know threads by their parent alone."""
    channel, drive, faults = running.channel(), running.sandbox.drive, running.sandbox.faults
    faults.lose("message", channel=channel, times=2)
    parent = await drive.post("dana", channel, "Our fiscal year starts in April, by the way.")
    reply = await drive.post("rosa", channel, DRAFTED, thread_ts=parent["ts"])
    if not knows_replies:
        faults.refuse("conversations.replies", "thread_not_found", channel=channel, times=1)
    await drive.react("sam", channel, reply["ts"], "ticket")
    await running.stage.card(Said("rosa", channel, reply["ts"], parent["ts"]))


async def test_a_customer_cannot_force_anything_with_an_emoji(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    pending = await stage.say("rosa", channel, "How do I change the billing email for our invoices?")
    await stage.card_offers(pending, "approve")
    await running.sandbox.drive.react("dana", channel, pending.ts, "no_entry_sign")
    asked = await stage.say("omar", channel, TRUSTED)
    await stage.answer(asked)
    assert "Draft to review" in words(await stage.card(pending))


async def test_a_screenshot_without_words_goes_to_a_person(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    raw = await running.sandbox.drive.post("dana", channel, "", files=[NewFile("error.png")])
    said = Said("dana", channel, raw["ts"], raw["ts"])
    await stage.card(said)
    assert kind_of(await stage.notice(said)) == "notice"
