"""Messages and replies as odd as people send them: each ends as an answer or a card, and none is misread."""

from __future__ import annotations

import pytest

from slack_sandbox import NewFile
from slack_sandbox.stage import Said, words
from tests.scenarios.conftest import Running
from tests.scenarios.test_all_that_was_said import posted

pytestmark = pytest.mark.slow

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
ODD = {
    "long": f"{TRUSTED}\n" + "We wrote all of it down: " + "and then it did the same thing again, " * 1_000,
    "line ends": "Hello,\r\n\r\nHow do I reset\rmy password?\r\n",
    "invisible": "How\u200b do I\u200d reset\ufeff my pass\u00adword?",
    "right to left": "\u202eHow do I reset my password?\u202c \u05e9\u05dc\u05d5\u05dd",
    "half a character": "How do I reset my password? \ud83d \udc00",
    "code": "Our file:\n```\n- a: |\n    **x** <@U0SAM00001> `q`\n````\nHow do I reset my password?",
    "one word": "A" * 9_000 + "?",
    "markup": "*_~`> | # [x](http://a.example|b) &amp; <!channel> ?" * 40,
}
AGAINST = (
    "Thanks, but unfortunately the same error",
    "doenst wrok",
    ":-1:",
    "klappt leider nicht",
    "It helped for a minute. Now the error is back",
    "the mail never arrives",
)
CONTENT = ("no, that's everything, thank you", "thought it didn't work but I had a typo :)", "merci, ça marche", ":+1:")


async def all_end(running: Running, asked: list[Said]) -> None:
    """Wait until each has an answer or a card."""
    stage = running.stage
    await running.sandbox.wait_for(lambda: all(stage.posts(said) or stage.cards(said) for said in asked), 60)


async def test_odd_messages_are_requests_like_any_other(running: Running) -> None:
    asked = {}
    for name, text in ODD.items():
        asked[name] = await posted(running, running.channel(), text, raw=True)
    many = [NewFile(f"{number}.png") for number in range(60)]
    asked["files"] = await posted(running, running.channel(), DRAFTED, files=many)
    await all_end(running, list(asked.values()))
    await running.stage.card_shows(asked["files"], "and 52 more")
    assert running.stage.posts(asked["files"], "answer") == []
    for name in ("line ends", "invisible", "half a character"):
        assert running.stage.posts(asked[name], "answer"), name


async def test_words_against_an_answer_are_heard_and_content_ones_stay_quiet(running: Running) -> None:
    stage = running.stage
    said = {}
    for text in (*AGAINST, *CONTENT):
        said[text] = await stage.say("dana", running.channel(), TRUSTED)
    for asked in said.values():
        await stage.answer(asked)
    for text, asked in said.items():
        await stage.say("dana", asked.channel, text, thread=asked)
    for text in AGAINST:
        await stage.card_shows(said[text], "did not help")
    later = await stage.say("omar", running.channel(), TRUSTED)
    await stage.answer(later)
    assert [text for text in CONTENT if stage.cards(said[text])] == []
    assert all(len(stage.posts(asked, "answer")) == 1 for asked in said.values())


async def test_who_says_it_twice_in_different_ways_gets_a_person_who_sees_what_was_tried(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, TRUSTED)
    answer = await stage.answer(asked)
    await running.sandbox.drive.react("dana", channel, answer["ts"], "disappointed")
    await stage.card_shows(asked, "did not help")
    await stage.say("dana", channel, "how can I get a new password?", thread=asked)
    card = await stage.card_shows(asked, "says again that an answer did not help", number=2)
    assert "Already tried" in words(card)
    assert len(stage.posts(asked, "answer")) == 1


async def test_a_new_problem_beside_the_thread_is_no_word_on_the_answer_in_it(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await stage.say("dana", channel, TRUSTED)
    await stage.answer(asked)
    other = await stage.say("dana", channel, "The sensor in hall 3 still shows no data")
    await all_end(running, [other])
    assert not any("did not help" in words(card) for card in stage.cards(other))
    second = running.channel()
    await stage.answer(await stage.say("dana", second, TRUSTED))
    complaint = await stage.say("dana", second, "that didn't work")
    await stage.card_shows(complaint, "did not help")
