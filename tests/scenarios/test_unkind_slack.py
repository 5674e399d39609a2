"""The bot as a process against a Slack that does in its own way all that Slack does not promise."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fakes.unkind_slack import UnkindSlack
from tests.scenarios.child import installed, started
from tests.scenarios.test_foreign_emulator import DRAFTED, POLICY, TRUSTED, Foreign, values

pytestmark = pytest.mark.slow


@pytest_asyncio.fixture(scope="module")
async def foreign(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Foreign]:
    async with UnkindSlack() as slack:
        child = installed(seeded, tmp_path_factory.mktemp("unkind") / "data", slack.url, POLICY)
        async with started(child):
            await slack.connected()
            yield Foreign(slack, child)
        assert "Traceback" not in child.log


@pytest_asyncio.fixture(autouse=True)
async def own_plans(foreign: Foreign) -> AsyncIterator[None]:
    """A plan meets the test's own posts alone: nothing of an earlier one is under way."""
    slack = unkind(foreign)
    slack.plans.clear()
    slack.met.clear()
    await foreign.bot.settled()
    yield


def unkind(foreign: Foreign) -> UnkindSlack:
    assert isinstance(foreign.slack, UnkindSlack)
    return foreign.slack


@pytest.mark.parametrize("plan", ["html", "done, html", "haste", "empty"])
async def test_an_answer_whose_call_ends_oddly_is_there_once(foreign: Foreign, plan: str) -> None:
    slack = unkind(foreign)
    slack.plans["C1"] = [plan]
    asked = await slack.say("C1", f"U2{len(slack.messages)}", TRUSTED)
    (answer,) = await foreign.answers("C1", asked)
    assert "Forgot password?" in answer["text"]
    assert [post["thread_ts"] for post in slack.met] == [asked]
    await foreign.settled()
    assert len(slack.by_bot("C1", asked)) == 1


async def test_an_answer_that_is_refused_with_an_unknown_code_becomes_a_card(foreign: Foreign) -> None:
    slack = unkind(foreign)
    slack.plans["C1"] = ["odd"] * 3
    cards = len(slack.by_bot("C_DESK"))
    asked = await slack.say("C1", "U31", TRUSTED)
    card = (await slack.until(lambda: slack.by_bot("C_DESK")[cards:]))[0]
    assert "password" in json.dumps(card)
    assert {post["thread_ts"] for post in slack.met} == {asked}
    slack.plans.clear()
    await foreign.settled()
    assert len(slack.by_bot("C1", asked)) <= 1


async def test_a_card_whose_call_ends_oddly_is_there_once_and_works(foreign: Foreign) -> None:
    slack = unkind(foreign)
    cards = len(slack.by_bot("C_DESK"))
    slack.plans["C_DESK"] = ["done, html"]
    asked = await slack.say("C1", "U32", DRAFTED)
    card = (await slack.until(lambda: slack.by_bot("C_DESK")[cards:]))[0]
    await foreign.settled()
    await foreign.bot.settled()
    assert len(slack.met) == 1
    assert len(slack.by_bot("C_DESK")[cards:]) == 1
    await slack.click("U1", card, "approve", values(card)["approve"])
    await foreign.answers("C1", asked)


async def test_events_in_an_envelope_of_another_order_are_heard_and_odd_ones_do_no_harm(foreign: Foreign) -> None:
    slack = unkind(foreign)
    asked = await slack.say("C1", "U33", TRUSTED, deliver=False)
    event = {"channel": "C1", "text": TRUSTED, "user": "U33", "ts": asked, "type": "message"}
    for odd in (
        {"type": "message", "subtype": "message_replied", "channel": "C1", "message": {"ts": asked}},
        {"type": "message", "subtype": "message_changed", "channel": "C1", "message": None},
        {"type": "message", "subtype": "message_deleted", "channel": "C1"},
        {"type": "message", "subtype": "bot_message", "channel": "C1", "ts": slack._ts(), "bot_id": "B7", "text": "x"},
        {"type": "message", "channel": "C1", "ts": slack._ts(), "bot_id": "B7", "text": TRUSTED},
        {"type": "message", "channel": "C1", "ts": slack._ts(), "user": "U34", "text": None, "blocks": [None]},
        {"type": "message", "channel": "C1", "ts": "now", "user": "U34", "text": TRUSTED},
        {"type": "message", "channel": None, "ts": slack._ts(), "user": "U34", "text": TRUSTED},
        {"type": "message", "channel": "C1", "subtype": "channel_join", "ts": slack._ts(), "user": "U34", "text": "j"},
        {"type": "reaction_added", "item": None, "user": "U34", "reaction": "+1"},
        {"type": "emoji_changed"},
        {"type": "message", "channel": "C1", "files": [None, {}], "ts": slack._ts(), "user": "U35", "text": "thanks"},
    ):
        await slack.odd_event(odd)
    await slack.odd_event(event, event_id=None)
    await slack.odd_event(event, event_context="again")
    await slack.stranger("something_new")
    await foreign.answers("C1", asked)
    await foreign.settled()
    assert len(slack.by_bot("C1", asked)) == 1


async def test_a_reply_that_is_also_sent_to_the_channel_stays_in_its_thread(foreign: Foreign) -> None:
    slack = unkind(foreign)
    asked = await slack.say("C1", "U36", TRUSTED)
    await foreign.answers("C1", asked)
    root = await slack.say("C1", "U36", "How do I export work orders to CSV?", asked, deliver=False)
    event = {"type": "message", "subtype": "thread_broadcast", "channel": "C1", "ts": root, "thread_ts": asked}
    event |= {"user": "U36", "text": "How do I export work orders to CSV?", "root": {"ts": asked}}
    await slack.odd_event(event)
    await slack.until(lambda: len(slack.by_bot("C1", asked)) == 2)
    assert slack.by_bot("C1", root) == []


async def test_a_long_thread_that_comes_in_pages_is_read_to_its_end(foreign: Foreign) -> None:
    slack = unkind(foreign)
    asked, card = await foreign.asks("C1", "U37")
    for number in range(5):
        await slack.say("C1", "U38", f"me too, site {number}", asked, deliver=False)
    await slack.say("C1", "U1", "I will look after this one.", asked, deliver=False)
    await slack.click("U1", card, "approve", values(card)["approve"])
    await slack.until(lambda: "approve" not in values(card))
    await foreign.settled()
    assert slack.by_bot("C1", asked) == [], "a colleague's reply on the last page stops the answer"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_connection_that_ends_is_made_anew_and_what_came_meanwhile_is_answered(
    foreign: Foreign, reason: str
) -> None:
    slack = unkind(foreign)
    await foreign.settled()  # a channel in which nothing was heard yet counts from its first message on
    await slack.disconnect(reason)
    missed = await slack.say("C1", f"U4{len(slack.messages)}", TRUSTED, deliver=reason == "warning")
    await slack.reconnected()
    await foreign.answers("C1", missed)
    await foreign.settled()
    assert len(slack.by_bot("C1", missed)) == 1
