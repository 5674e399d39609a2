"""The bot as a process against a Slack that knows six methods and sends next to nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from slack_sandbox.pings import pings_in
from tests.fakes.bare_slack import BareSlack
from tests.scenarios.child import Child, installed, started

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
POLICY: dict[str, Any] = {
    "desk": {"channel": "C_DESK", "members": ["U1"]},
    "teams": {
        "support": {"channel": "C_DESK"},
        "billing": {"channel": "c_billing"},
        "engineering": {"channel": None},
        "trust": {"channel": None},
    },
    "channels": {"C1": {"customers": "everyone"}, "c_two": {"customers": ["U7", "U9"]}},
}


@dataclass
class Foreign:
    """The bare Slack and the bot in it."""

    slack: BareSlack
    bot: Child

    async def asks(self, channel: str, user: str, text: str = DRAFTED) -> tuple[str, dict[str, Any]]:
        """Ask what becomes a card; the question's ts and the card."""
        before = len(self.slack.by_bot("C_DESK"))
        asked = await self.slack.say(channel, user, text)
        return asked, (await self.slack.until(lambda: self.slack.by_bot("C_DESK")[before:]))[0]

    async def answers(self, channel: str, ts: str) -> list[dict[str, Any]]:
        """What the bot wrote in a thread, once it has."""
        return await self.slack.until(lambda: self.slack.by_bot(channel, ts))

    async def settled(self) -> None:
        """Wait until a later question is answered: what was to come of earlier ones in its channel has come."""
        asked = await self.slack.say("C1", f"U{len(self.slack.messages)}x", TRUSTED)
        await self.answers("C1", asked)


@pytest_asyncio.fixture(scope="module")
async def foreign(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Foreign]:
    async with BareSlack() as slack:
        await slack.say("C1", "U9", TRUSTED, deliver=False)  # stood there before we came
        child = installed(seeded, tmp_path_factory.mktemp("foreign") / "data", slack.url, POLICY)
        async with started(child):
            await slack.connected()
            yield Foreign(slack, child)
        assert "Traceback" not in child.log
        assert [ping for message in slack.messages for ping in pings_in(message)] == []


def values(message: dict[str, Any]) -> dict[str, str]:
    """The buttons of a message: action id to value."""
    return dict(_buttons(message.get("blocks")))


def _buttons(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if value.get("type") == "button":
            yield value["action_id"], value.get("value", "")
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _buttons(inner)


async def test_a_question_is_answered_in_its_thread(foreign: Foreign) -> None:
    asked = await foreign.slack.say("C1", "U7", TRUSTED)
    (answer,) = await foreign.answers("C1", asked)
    assert "Forgot password?" in answer["text"]


async def test_a_mention_twin_and_a_second_delivery_are_one_question(foreign: Foreign) -> None:
    slack = foreign.slack
    asked = await slack.say("C1", "U3", f"<@U0> {TRUSTED}")
    twin = {"channel": "C1", "ts": asked, "user": "U3", "text": f"<@U0> {TRUSTED}"}
    await slack.event({"type": "app_mention", **twin})
    await slack.event({"type": "message", **twin})
    await foreign.answers("C1", asked)
    await slack.event({"type": "message", **twin})
    await foreign.settled()
    assert len(slack.by_bot("C1", asked)) == 1


async def test_a_listed_person_approves_and_one_answer_goes_out(foreign: Foreign) -> None:
    slack = foreign.slack
    asked, card = await foreign.asks("c_two", "U7")
    value = values(card)["approve"]
    await slack.click("U8", card, "approve", value)
    await slack.click("U1", {"channel": "C1", "ts": asked}, "approve", value)
    await foreign.settled()
    assert slack.by_bot("c_two", asked) == []
    await slack.click("U1", card, "approve", value)
    await foreign.answers("c_two", asked)
    await slack.until(lambda: "approve" not in values(card))
    await slack.click("U1", card, "approve", value)
    await foreign.settled()
    assert len(slack.by_bot("c_two", asked)) == 1


async def test_a_refund_is_handed_over_with_a_pointer_for_its_team(foreign: Foreign) -> None:
    slack = foreign.slack
    asked, card = await foreign.asks("c_two", "U9", "I want a refund for last month, we were charged twice")
    (notice,) = await foreign.answers("c_two", asked)
    assert "billing team" in notice["text"]
    assert "approve" not in values(card)
    await slack.until(lambda: slack.by_bot("c_billing"))


async def test_chatter_and_people_who_are_no_customers_get_nothing(foreign: Foreign) -> None:
    slack = foreign.slack
    thanks = await slack.say("C1", "U5", "thank you so much!")
    by_staff = await slack.say("C1", "U1", TRUSTED)
    at_desk = await slack.say("C_DESK", "U1", TRUSTED)
    await foreign.settled()
    for channel, ts in (("C1", thanks), ("C1", by_staff), ("C_DESK", at_desk)):
        assert slack.by_bot(channel, ts) == []


async def test_edits_without_a_time_or_an_author_change_the_question_each_time(foreign: Foreign) -> None:
    slack = foreign.slack
    asked, _ = await foreign.asks("C1", "U11")
    cards = len(slack.by_bot("C_DESK"))
    await slack.edit("C1", asked, "Paper invoices: how do I change the billing email for our invoices?")
    await slack.until(lambda: "Paper invoices" in json.dumps(slack.by_bot("C_DESK")[cards:]))
    await slack.edit("C1", asked, TRUSTED)
    (answer,) = await foreign.answers("C1", asked)
    assert "Forgot password?" in answer["text"]


async def test_a_deleted_question_is_not_answered(foreign: Foreign) -> None:
    slack = foreign.slack
    asked, card = await foreign.asks("C1", "U12")
    value = values(card)["approve"]
    await slack.delete("C1", asked)
    await slack.until(lambda: "Cancelled" in json.dumps(card))
    await slack.click("U1", card, "approve", value)
    await foreign.settled()
    assert slack.by_bot("C1", asked) == []


async def test_a_command_is_answered_with_a_response_url_and_without(foreign: Foreign) -> None:
    slack = foreign.slack
    await slack.command("U1", "C_DESK", f"ask {TRUSTED}", response_url=True)
    said = (await slack.until(lambda: slack.private))[0]
    assert said["response_type"] == "ephemeral"
    assert "Forgot password?" in json.dumps(said)
    await slack.command("U1", "C_DESK", "help", response_url=False)
    direct = (await slack.until(lambda: slack.by_bot("U1")))[0]
    assert "/earnest ask" in json.dumps(direct)


async def test_what_stood_there_before_the_first_start_is_left_alone(foreign: Foreign) -> None:
    await foreign.settled()
    first = foreign.slack.messages[0]
    assert foreign.slack.by_bot("C1", first["ts"]) == []
