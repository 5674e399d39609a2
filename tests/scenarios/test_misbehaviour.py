"""Slack, its network and our own disk misbehave: every request still leaves once, and nobody reads an exception."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest

from bot.listen.catch_up import LISTED_KEY
from slack_sandbox.faults import CallFault, Copy
from slack_sandbox.stage import Said, buttons, kind_of, words
from tests.platform.durable.waiting import until
from tests.scenarios.conftest import START, Running

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
REFUND = "I want a refund for last month, we were charged twice"


async def settled(running: Running) -> None:
    """Wait until a request that came later has left."""
    asked = await running.stage.say("omar", running.channel(), TRUSTED)
    await running.stage.answer(asked)


def sent_again(running: Running, said: Said) -> bool:
    """Whether Slack has delivered a message's event more than once."""
    envelopes = running.sandbox.envelopes
    return any(each.retry_attempt and each.payload.get("event", {}).get("ts") == said.ts for each in envelopes)


@pytest.mark.parametrize(
    "kind", [CallFault.LOST_ANSWER, CallFault.LOST_CALL, CallFault.SERVER_ERROR, CallFault.NOT_JSON]
)
async def test_a_post_whose_answer_is_lost_is_there_once(running: Running, kind: CallFault) -> None:
    running.sandbox.faults.call("chat.postMessage", kind)
    asked = await running.stage.say("dana", running.channel(), TRUSTED)
    await running.stage.answer(asked)
    await settled(running)
    assert len(running.stage.posts(asked)) == 1


async def test_a_card_whose_answer_is_lost_is_there_once_and_its_buttons_work(running: Running) -> None:
    stage = running.stage
    running.sandbox.faults.call("chat.postMessage", CallFault.LOST_ANSWER)
    asked = await stage.say("dana", running.channel(), DRAFTED)
    card = await stage.card_offers(asked, "approve")
    await stage.press("sam", card, "approve")
    await stage.answer(asked)
    await stage.card_shows(asked, "Approved")
    assert (len(stage.cards(asked)), len(stage.posts(asked))) == (1, 1)


async def test_a_storm_of_refusals_for_haste_delays_and_loses_nothing(running: Running) -> None:
    stage = running.stage
    running.sandbox.faults.call("*", CallFault.RATE_LIMITED, times=12, retry_after=1)
    asked = [await stage.say(user, running.channel(), TRUSTED) for user in ("dana", "omar", "rosa")]
    refund = await stage.say("dana", running.channel(), REFUND)
    for each in asked:
        await stage.answer(each)
    await stage.notice(refund)
    assert [len(stage.posts(each)) for each in (*asked, refund)] == [1, 1, 1, 1]


async def test_an_answer_whose_blocks_are_refused_goes_out_in_plainer_form(running: Running) -> None:
    running.sandbox.faults.call("chat.postMessage", CallFault.ERROR, code="invalid_blocks", times=2)
    asked = await running.stage.say("dana", running.channel(), TRUSTED)
    answer = await running.stage.answer(asked)
    assert "Forgot password?" in answer["text"]
    assert len(running.stage.posts(asked)) == 1


async def test_an_answer_that_slack_will_not_take_becomes_a_card(running: Running) -> None:
    stage = running.stage
    running.sandbox.faults.call("chat.postMessage", CallFault.ERROR, code="restricted_action")
    asked = await stage.say("dana", running.channel(), TRUSTED)
    card = await stage.card(asked)
    assert TRUSTED in words(card)
    assert stage.posts(asked, "answer") == []


@pytest.mark.parametrize("copy", list(Copy))
async def test_an_event_that_comes_twice_is_answered_once(running: Running, copy: Copy) -> None:
    running.sandbox.faults.duplicate(copy)
    asked = await running.stage.say("dana", running.channel(), TRUSTED)
    await running.stage.answer(asked)
    await settled(running)
    assert len(running.stage.posts(asked)) == 1


async def test_an_event_whose_ack_was_lost_is_answered_once(running: Running) -> None:
    running.sandbox.faults.ignore_acks()
    asked = await running.stage.say("dana", running.channel(), TRUSTED)
    await running.stage.answer(asked)
    await settled(running)
    assert len(running.stage.posts(asked)) == 1


async def test_events_that_come_in_reverse_are_one_question(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    running.sandbox.faults.reorder(2)
    first = await stage.say("dana", channel, "hi there")
    second = await stage.say("dana", channel, TRUSTED)
    together = await running.sandbox.wait_for(lambda: stage.posts(first, "answer") + stage.posts(second, "answer"), 30)
    await settled(running)
    assert "Forgot password?" in words(together[0])
    assert len(stage.posts(first) + stage.posts(second)) == 1


async def test_what_is_said_while_the_sockets_are_cut_is_answered_after(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    before = await stage.say("omar", channel, TRUSTED)
    await stage.answer(before)
    running.sandbox.drop_sockets()
    asked = await stage.say("dana", channel, TRUSTED)
    await stage.answer(asked)
    await running.sandbox.disconnect("warning")
    again = await stage.say("rosa", channel, TRUSTED)
    await stage.answer(again)
    await running.sandbox.disconnect("refresh_requested")
    last = await stage.say("nora", channel, "thanks all")
    other = await stage.say("omar", channel, "How do I export work orders to CSV?")
    await stage.answer(other)
    assert [len(stage.posts(each)) for each in (before, asked, again, last)] == [1, 1, 1, 0]


async def test_a_question_that_nobody_heard_in_a_channel_made_meanwhile_is_answered_after(running: Running) -> None:
    stage, drive, meta = running.stage, running.sandbox.drive, running.earnest.runtime.store.meta

    async def listed() -> bool:
        return await meta.get(LISTED_KEY) is not None

    await until(listed, 30.0)
    made = drive.new_shared_channel("acme-facilities")
    made_before = drive.new_shared_channel("acme-facilities")
    # No line tells when Earnest came here: perhaps after the question.
    made_before.created = int(START.timestamp()) - 3600
    running.sandbox.faults.lose("message", channel=made.id)
    running.sandbox.faults.lose("message", channel=made_before.id)
    asked = await stage.say("dana", made.id, TRUSTED)
    not_for_us = await stage.say("omar", made_before.id, TRUSTED)
    await running.sandbox.disconnect("warning")
    await stage.answer(asked)
    await settled(running)
    assert [len(stage.posts(each)) for each in (asked, not_for_us)] == [1, 0]


async def test_a_database_held_by_another_process_for_seconds_loses_nothing(running: Running) -> None:
    stage = running.stage
    with closing(sqlite3.connect(running.settings.data_dir / "earnest.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = asyncio.ensure_future(stage.say("dana", running.channel(), TRUSTED))
        asked: Said = await said
        await running.sandbox.wait_for(lambda: sent_again(running, asked), 30)  # nothing acknowledged it
        assert stage.posts(asked) == []
        other.execute("ROLLBACK")
    await stage.answer(asked)
    await settled(running)
    assert len(stage.posts(asked)) == 1


async def test_a_dead_token_keeps_the_work_until_it_is_good_again(running: Running) -> None:
    """What waits for a new token is tried every half minute; only that it is not lost is looked at here."""
    stage = running.stage
    running.sandbox.faults.revoke_token()
    asked = await stage.say("dana", running.channel(), TRUSTED)
    store = running.earnest.runtime.store

    async def waits() -> bool:
        ticket = await store.tickets.of_thread(asked.channel, asked.ts)
        due = await store.posts.of_ticket(ticket.id) if ticket else []
        return any(post.attempts > 0 and post.state == "due" for post in due)

    await until(waits)
    assert stage.posts(asked) == []
    running.sandbox.faults.revoke_token("")
    ticket = await store.tickets.of_thread(asked.channel, asked.ts)
    assert ticket is not None
    for post in await store.posts.of_ticket(ticket.id):
        await store.posts.cancel(post.id, "the test is over")


async def test_a_card_that_cannot_be_drawn_over_is_left_as_it_is_and_the_answer_goes_out(running: Running) -> None:
    stage = running.stage
    asked = await stage.say("dana", running.channel(), DRAFTED)
    card = await stage.card_offers(asked, "approve")
    running.sandbox.faults.call("chat.update", CallFault.ERROR, code="cant_update_message")
    await stage.press("sam", card, "approve")
    answer = await stage.answer(asked)
    assert kind_of(answer) == "answer"
    await running.sandbox.drive.click("priya", stage.desk, card["ts"], "approve", seen=card)
    assert "Already approved by Sam Okafor" in await stage.ephemeral_to("priya", "Already")
    assert len(stage.posts(asked)) == 1
    assert "approve" in buttons(card)
