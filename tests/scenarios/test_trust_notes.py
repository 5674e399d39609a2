"""Through a real socket: a customer flags an answer, and what they ask about it waits until the desk has looked."""

from __future__ import annotations

from slack_sandbox.jsonlike import Json
from slack_sandbox.stage import buttons, kind_of, words
from tests.scenarios.conftest import Running

FIRST, SECOND = "How do I reset my password?", "What happens when I forget my password?"


def notes(running: Running, channel: str, part: str) -> list[Json]:
    """What the desk was told of an answer in a channel."""
    on_desk = [m for m in running.sandbox.messages(running.stage.desk) if kind_of(m) == "notice"]
    return [m for m in on_desk if channel in str(m) and part in words(m)]


async def test_a_customers_flag_makes_drafts_of_that_kind_until_the_desk_finds_the_answer_right(
    running: Running,
) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, FIRST)
    answer = await stage.answer(asked)
    await running.sandbox.drive.react("dana", channel, str(answer["ts"]), "triangular_flag_on_post")
    (note,) = await running.sandbox.wait_for(lambda: notes(running, channel, "is wrong"), 60)
    assert "flag_fine" in buttons(note) and "flag_wrong" in buttons(note)
    waiting = await stage.say("rosa", channel, SECOND)
    card = await stage.card(waiting)
    assert "Staff paused" in words(card), words(card)
    await stage.press("sam", note, "flag_fine")
    (seen,) = await running.sandbox.wait_for(lambda: notes(running, channel, "the answer was right"), 60)
    assert "flag_fine" not in buttons(seen)
    assert await running.earnest.runtime.store.pauses.active() == {}
