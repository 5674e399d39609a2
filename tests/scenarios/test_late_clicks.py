"""What is clicked or sent too late, twice, or by who may not: nothing goes out that must not, and none twice."""

from __future__ import annotations

import asyncio
from itertools import combinations_with_replacement
from typing import Any

import pytest

from bot.domain import ChannelId, MessageTs
from bot.domain.states import Act
from bot.outbox.blocks import Field
from slack_sandbox.faults import CallFault
from slack_sandbox.stage import Said, buttons, words
from tests.scenarios.conftest import Running

DRAFTED = "How do I change the billing email for our invoices?"


async def a_draft(running: Running) -> Said:
    asked = await running.stage.say("dana", running.channel(), DRAFTED)
    await running.stage.card_offers(asked, "approve")
    return asked


async def an_open_form(running: Running, who: str = "sam") -> Said:
    asked = await a_draft(running)
    await running.stage.press(who, await running.stage.card(asked), "edit")
    await running.stage.modal(who)
    return asked


def ours(running: Running, asked: Said) -> list[str]:
    """What of ours stands anywhere in the question's channel."""
    bot = running.sandbox.world.bot.bot_id
    return [str(m["text"]) for m in running.sandbox.messages(asked.channel) if m.get("bot_id") == bot]


async def test_an_edit_that_is_sent_after_the_question_was_deleted_goes_nowhere(running: Running) -> None:
    asked = await an_open_form(running)
    await running.sandbox.drive.delete("dana", asked.channel, asked.ts)
    await running.stage.card_shows(asked, "Cancelled")
    await running.sandbox.drive.submit("sam", {Field.TEXT: "a new text"})
    await running.stage.ephemeral_to("sam", "Already cancelled")
    await running.settled()
    assert ours(running, asked) == []


async def test_an_edit_for_a_question_whose_deletion_nobody_heard_says_that_it_was_not_posted(running: Running) -> None:
    asked = await an_open_form(running)
    running.sandbox.faults.lose("message_deleted", channel=asked.channel, ts=asked.ts)
    await running.sandbox.drive.delete("dana", asked.channel, asked.ts)
    await running.sandbox.drive.submit("sam", {Field.TEXT: "a new text"})
    card = words(await running.stage.card_shows(asked, "Not posted: the customer deleted the question"))
    assert "Edited by Sam Okafor" in card and "sent" not in card
    await running.settled()
    assert ours(running, asked) == []


async def test_an_edit_of_a_draft_whose_question_changed_meanwhile_is_not_sent(running: Running) -> None:
    asked = await an_open_form(running)
    await running.sandbox.drive.edit("dana", asked.channel, asked.ts, "How do I export work orders to CSV?")
    await running.stage.card_shows(asked, "Replaced: the question changed")
    await running.sandbox.drive.submit("sam", {Field.TEXT: "a new text"})
    await running.settled()
    assert "a new text" not in str(running.stage.posts(asked))


async def test_of_two_edits_at_once_one_is_sent(running: Running) -> None:
    asked = await an_open_form(running)
    await running.stage.press("priya", await running.stage.card(asked), "edit")
    await running.stage.modal("priya")
    submit = running.sandbox.drive.submit
    await asyncio.gather(*(submit(who, {Field.TEXT: f"the text of {who}"}) for who in ("sam", "priya")))
    await running.stage.answer(asked)
    await running.settled()
    assert len(running.stage.posts(asked)) == 1


async def test_who_left_the_desk_with_a_form_open_sends_nothing(running: Running) -> None:
    asked = await an_open_form(running, "priya")
    await running.sandbox.drive.leave("priya", running.stage.desk)
    try:
        await running.sandbox.drive.submit("priya", {Field.TEXT: "a text of one who left"})
        await running.settled()
    finally:
        await running.sandbox.drive.join("priya", running.stage.desk)
    assert running.stage.posts(asked) == []
    await running.stage.card_offers(asked, "approve")


async def test_buttons_of_a_card_as_it_stood_before_it_was_resolved_do_nothing(running: Running) -> None:
    stage, drive = running.stage, running.sandbox.drive
    asked = await a_draft(running)
    before = await stage.card(asked)
    await stage.press("sam", before, "take")
    await stage.press("sam", await stage.card_offers(asked, "resolve"), "resolve")
    await stage.card_offers(asked, "reopen")
    for button in ("take", "approve"):
        await drive.click("priya", stage.desk, before["ts"], button, seen=before)
    await stage.ephemeral_to("priya", "Already taken by Sam Okafor")
    await running.settled()
    assert stage.posts(asked) == []
    await stage.card_offers(asked, "reopen")


async def test_a_customer_who_was_let_into_the_desk_has_no_power_there(running: Running) -> None:
    stage, drive = running.stage, running.sandbox.drive
    asked = await a_draft(running)
    card, desk = await stage.card(asked), running.sandbox.world.channel(stage.desk)
    customer = running.sandbox.world.user("dana").id
    desk.members.append(customer)
    try:
        for button in ("approve", "take", "edit"):
            await drive.click("dana", stage.desk, card["ts"], button)
        await running.settled()
    finally:
        desk.members.remove(customer)
    assert stage.posts(asked) == []
    await stage.card_offers(asked, "approve")


async def test_a_form_that_slack_opens_no_more_is_told(running: Running) -> None:
    asked = await a_draft(running)
    running.sandbox.faults.refuse("views.open", "expired_trigger_id")
    await running.sandbox.drive.click("sam", running.stage.desk, (await running.stage.card(asked))["ts"], "edit")
    await running.stage.ephemeral_to("sam", "Please try again")
    await running.stage.press("sam", await running.stage.card_offers(asked, "approve"), "approve")
    await running.stage.answer(asked)


@pytest.mark.parametrize("kind", [CallFault.RATE_LIMITED, CallFault.SERVER_ERROR, CallFault.LOST_CALL])
async def test_a_form_whose_opening_fails_in_slack_is_told(running: Running, kind: CallFault) -> None:
    asked = await a_draft(running)
    running.sandbox.faults.call("views.open", kind)
    await running.sandbox.drive.click("sam", running.stage.desk, (await running.stage.card(asked))["ts"], "edit")
    await running.stage.ephemeral_to("sam", "Please try again")


ACTS = ("approve", "edit", "decline", "take")
FORMS = {"edit": {Field.TEXT: "an edited text"}, "decline": {}}
DESKS = (("sam", "priya"), ("tom", "nora"))
DECIDE = {Act.APPROVE.value, Act.EDIT.value, Act.DECLINE.value}


@pytest.mark.slow
async def test_of_any_two_acts_on_a_draft_at_once_one_decides_and_the_other_is_told(running: Running) -> None:
    stage = running.stage
    pairs = list(combinations_with_replacement(ACTS, 2))
    drafts = await asyncio.gather(*(a_draft(running) for _ in pairs))
    halves = [list(zip(pairs, drafts, strict=True))[start::2] for start in range(2)]
    await asyncio.gather(*(both(running, people, half) for people, half in zip(DESKS, halves, strict=True)))
    await running.settled()
    for pair, asked in zip(pairs, drafts, strict=True):
        ticket = await running.earnest.runtime.store.tickets.of_thread(ChannelId(asked.channel), MessageTs(asked.ts))
        assert ticket is not None
        acts = [one.action for one in await running.earnest.runtime.store.reviews.log_of(ticket.id)]
        acts = [act for act in acts if act in ACTS]
        decided, answers = DECIDE & {*acts}, stage.posts(asked, "answer")
        assert len([act for act in acts if act in DECIDE]) <= 1 and acts.count("take") <= 1, (pair, acts)
        assert len(answers) <= 1 and (not answers or decided & {"approve", "edit"}), (pair, acts)
        if acts[0] == "take":
            assert not answers and not decided, (pair, acts, "who has the thread has the last word")
        if len(acts) == 1:
            told = [str(shown.text) for people in DESKS for who in people for shown in stage.unheard(who)]
            assert any(text.startswith("Already") for text in told), (pair, told)
        assert "approve" not in buttons(stage.cards(asked)[0]), pair


async def both(running: Running, people: tuple[str, str], half: list[tuple[tuple[str, str], Said]]) -> None:
    """One pair of acts after the other, since nobody has two forms open, each by two people at once."""
    for acts, asked in half:
        card = await running.stage.card(asked)
        for who, act in zip(people, acts, strict=True):
            if act in FORMS:
                await running.stage.press(who, card, act)
                await running.stage.modal(who)
        await asyncio.gather(*(does(running, who, act, card) for who, act in zip(people, acts, strict=True)))


async def does(running: Running, who: str, act: str, card: dict[str, Any]) -> None:
    if act in FORMS:
        await running.sandbox.drive.submit(who, FORMS[act])
    else:
        await running.stage.press(who, card, act)
