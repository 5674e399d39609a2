"""What customers say after, beside and instead of a first question."""

from __future__ import annotations

import pytest

from slack_sandbox.stage import words
from tests.scenarios.conftest import Running

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
EXPORT = "How do I export work orders to CSV?"


@pytest.mark.parametrize("said", ["that didn't work", "I already tried that", "no"])
async def test_the_first_word_that_it_did_not_help_is_reviewed_and_the_second_goes_to_a_person(
    running: Running, said: str
) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, TRUSTED)
    await stage.answer(asked)
    await stage.say("dana", channel, said, thread=asked)
    await stage.card_shows(asked, "did not help")
    await stage.say("dana", channel, "still the same error", thread=asked)
    card = await stage.card_shows(asked, "says again that an answer did not help", number=2)
    assert "Already tried" in words(card)
    assert len(stage.posts(asked, "answer")) == 1


async def test_a_sad_emoji_on_an_answer_says_that_it_did_not_help(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, TRUSTED)
    answer = await stage.answer(asked)
    await running.sandbox.drive.react("sam", channel, answer["ts"], "-1")
    await running.sandbox.drive.react("dana", channel, answer["ts"], "thumbsdown::skin-tone-2")
    await stage.card_shows(asked, "did not help")
    assert len(stage.cards(asked)) == 1


@pytest.mark.parametrize("said", ["no, that's all, thanks", "didn't work yesterday but does now", "perfect, works now"])
async def test_content_words_after_an_answer_stay_quiet(running: Running, said: str) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, TRUSTED)
    await stage.answer(asked)
    await stage.say("dana", channel, said, thread=asked)
    await stage.say("dana", channel, EXPORT, thread=asked)
    await running.sandbox.wait_for(lambda: len(stage.posts(asked, "answer")) > 1 or stage.cards(asked), 30)
    assert not any("did not help" in words(card) for card in stage.cards(asked))


async def test_a_question_that_is_taken_back_closes_its_draft(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, DRAFTED)
    await stage.card_offers(asked, "approve")
    await stage.say("dana", channel, "never mind, found it")
    await stage.card_shows(asked, "needs no answer any more")


async def test_a_question_in_other_words_replaces_its_draft(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, DRAFTED)
    await stage.card_offers(asked, "approve")
    await stage.say("dana", channel, "I mean the address that gets our invoices", thread=asked)
    await stage.card_shows(asked, "asked it in other words")
    await stage.card_shows(asked, "I mean the address", number=2)


async def test_another_question_outside_the_thread_is_answered_in_its_own(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    one = await stage.say("dana", channel, TRUSTED)
    other = await stage.say("dana", channel, EXPORT)
    assert "Forgot password?" in words(await stage.answer(one))
    assert "CSV" in words(await stage.answer(other))


async def test_two_customers_in_one_thread_are_told_apart_on_the_card(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, DRAFTED)
    await stage.card_offers(asked, "approve")
    await stage.say("omar", channel, "and please tell us for the invoices of both sites", thread=asked)
    card = " ".join(words(await stage.card_shows(asked, "both sites", number=2)).split())
    assert f"Dana Whitfield: {DRAFTED}" in card
    assert "Omar Haddad: and please tell us for the invoices of both sites" in card
    assert words(stage.cards(asked)[0]).count("Omar Haddad:") <= 1, "the first is still one customer's"


@pytest.mark.parametrize(
    "text",
    [
        "<@U0SAM00001> can you check our invoice for October?",
        "Sam, how do I export work orders?",
        "sam could you export our work orders?",
        "Omar, how do I reset my password?",  # from one customer to another
    ],
)
async def test_a_question_to_somebody_by_name_is_a_card_and_no_more(running: Running, text: str) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, text)
    await stage.card_shows(asked, "asks somebody else by name")
    assert stage.posts(asked) == [] and stage.reactions(asked) == []


async def test_a_mention_of_earnest_beside_a_person_is_for_earnest(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    bot = running.sandbox.world.bot.id
    asked = await stage.say("dana", channel, f"<@{bot}> <@U0SAM00001> {TRUSTED}")
    await stage.answer(asked)


async def test_an_edit_after_the_answer_escalates_where_it_is_stricter(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, TRUSTED)
    await stage.answer(asked)
    await running.sandbox.drive.edit("dana", channel, asked.ts, "Please delete our account")
    await stage.card_shows(asked, "Please delete our account")
    await stage.notice(asked)


async def test_a_deleted_request_that_people_have_says_so_on_its_card(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, "I want a refund for last month")
    await stage.card(asked)
    await running.sandbox.drive.delete("dana", channel, asked.ts)
    await stage.card_shows(asked, "The question was deleted")


async def test_an_emoji_of_staff_counts_for_one_message_and_can_be_taken_back(running: Running) -> None:
    stage, channel, drive = running.stage, running.channel(), running.sandbox.drive
    chatter = await stage.say("dana", channel, "have a nice weekend")
    await drive.react("sam", channel, chatter.ts, "ticket")
    await stage.card(chatter)
    await drive.unreact("sam", channel, chatter.ts, "ticket")
    pending = await stage.say("rosa", channel, DRAFTED)
    await stage.card_offers(pending, "approve")
    await drive.react("sam", channel, pending.ts, "no_entry_sign")
    await stage.card_shows(pending, "Cancelled")
    await drive.unreact("sam", channel, pending.ts, "no_entry_sign")
    await stage.card_offers(pending, "approve", number=2)
