"""A customer asks in a shared channel, and an answer, a card or nothing follows."""

from __future__ import annotations

from slack_sandbox.jsonlike import Json
from slack_sandbox.stage import buttons, kind_of, words
from tests.scenarios.conftest import Running


async def test_a_trusted_question_is_answered_in_its_thread_with_sources_and_a_way_to_a_person(
    running: Running,
) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, "How do I reset my password?")
    answer = await stage.answer(asked)
    assert answer["thread_ts"] == asked.ts
    assert "Forgot password?" in words(answer)
    assert "reviewed" in words(answer)
    assert {"feedback", "talk_to_person"} <= set(buttons(answer))
    await stage.eyes(asked)
    assert stage.cards(asked) == []


async def test_an_untrusted_question_gets_eyes_and_a_draft_that_a_person_approves(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, "How do I change the billing email for our invoices?")
    card = await stage.card_offers(asked, "approve")
    assert stage.posts(asked) == []
    await stage.press("sam", card, "approve")
    answer = await stage.answer(asked)
    assert "reviewed by" in words(answer)
    await stage.card_shows(asked, "Approved")
    assert len(stage.posts(asked)) == 1


async def test_thanks_gets_nothing_at_all(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    thanks = await stage.say("dana", channel, "thank you so much!")
    asked = await stage.say("omar", channel, "How do I reset my password?")
    await stage.answer(asked)
    assert stage.posts(thanks) == []
    assert stage.cards(thanks) == []
    assert stage.reactions(thanks) == []


async def test_a_refund_goes_straight_to_billing_with_a_notice(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, "I want a refund for last month, we were charged twice")
    card = await stage.card(asked)
    assert "billing" in words(card)
    assert "approve" not in buttons(card)
    notice = await stage.notice(asked)
    assert "billing team" in words(notice)
    part = "p" + card["ts"].replace(".", "")

    def pointers() -> list[Json]:
        posted = [m for m in running.sandbox.messages("team-billing") if kind_of(m) == "pointer"]
        return [m for m in posted if part in str(m)]

    assert len(await running.sandbox.wait_for(pointers)) == 1
