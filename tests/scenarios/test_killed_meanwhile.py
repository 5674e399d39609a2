"""What changes around approved answers while the bot is killed: none goes out that must not, and none twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slack_sandbox.stage import Said, words
from tests.scenarios.test_crash_points import BEFORE, POINTS, POST, House, house

pytestmark = pytest.mark.slow
DRAFTED = "How do I change the billing email for our invoices?"
WHAT = ("edited", "answered by a colleague", "taken back", "first message deleted", "moved", "left alone")


@pytest.mark.parametrize("point", POINTS)
async def test_what_happens_while_the_bot_is_dead_counts_for_what_waits(
    seeded: Path, tmp_path: Path, point: str
) -> None:
    """Before the call nothing has gone out, and the guards hold; after Slack's ok what is there is there once."""
    async with house(seeded, tmp_path) as at:
        asked = {what: await drafted(at, what) for what in WHAT}
        for said in asked.values():
            card = await at.stage.card_offers(said, "approve")
            at.stop_at(point, channel=said.channel)
            await at.stage.press("sam", card, "approve")
        await stopped(at, point, [said.channel for said in asked.values()])
        await at.killed_at(point, POST, len(WHAT))
        back = asked["taken back"]
        if point == BEFORE:  # words are understood in a turn of their own, for which no approved answer waits
            at.stop_at(BEFORE, channel=back.channel)
        await happens(at, asked)
        await at.child.start()
        await at.stage.card_shows(back, "needs no answer any more" if point == BEFORE else "Approved")
        at.sandbox.faults.allow(POST)
        await at.stage.answer(asked["left alone"])
        channel = at.sandbox.new_shared_channel("acme-facilities").id
        last = await at.stage.say("omar", channel, "How do I reset my password?")
        await at.stage.answer(last)
        await at.child.settled()
        for what in ("edited", "answered by a colleague", "taken back") if point == BEFORE else ():
            assert "being sent" not in words(at.stage.cards(asked[what])[0])
            assert at.stage.posts(asked[what], "answer") == [], what
        for what in WHAT:
            assert len(at.stage.posts(asked[what], "answer")) <= 1, what
        assert len(at.stage.posts(asked["left alone"], "answer")) == 1
        if point != BEFORE:
            assert len(at.stage.posts(asked["moved"], "answer")) == 1, (
                "what Slack took is found in the channel's new id"
            )
        assert strays(at, asked) == []


async def drafted(at: House, what: str) -> Said:
    channel = at.sandbox.new_shared_channel("acme-facilities").id
    said = await at.stage.say("dana", channel, DRAFTED)
    if what == "first message deleted":
        await at.stage.say("dana", channel, "it should go to our accounting")
    return said


async def stopped(at: House, point: str, channels: list[str]) -> None:
    """Wait until the answer of every channel is at its point."""

    def there() -> bool:
        if point != BEFORE:
            return at.sandbox.faults.held.count(POST) == len(channels)
        refused = {str(c.args["channel"]) for c in at.sandbox.calls_of(POST) if c.response.get("error")}
        return set(channels) <= refused

    await at.sandbox.wait_for(there, 60)


async def happens(at: House, asked: dict[str, Said]) -> None:
    drive = at.sandbox.drive
    edited, colleague, back = (asked[what] for what in ("edited", "answered by a colleague", "taken back"))
    await drive.edit("dana", edited.channel, edited.ts, "Paper invoices: who pays for their postage?")
    await drive.post("nora", colleague.channel, "I will take this one.", thread_ts=colleague.ts)
    await drive.post("dana", back.channel, "never mind, found it", thread_ts=back.ts)
    first = asked["first message deleted"]
    await drive.delete("dana", first.channel, first.ts)
    moved = asked["moved"]
    asked["moved"] = replace(moved, channel=(await drive.change_id(moved.channel)).id)


def strays(at: House, asked: dict[str, Said]) -> list[str]:
    """What of ours stands at the root of a customer's channel."""
    bot = at.sandbox.world.bot.bot_id
    found = [m for said in asked.values() for m in at.sandbox.messages(said.channel) if m.get("bot_id") == bot]
    return [str(m["text"]) for m in found if m.get("thread_ts", m["ts"]) == m["ts"]]
