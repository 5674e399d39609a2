"""What stands in a message beside its author's own words: files, forwards, attachments, tables, posts of apps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from slack_sandbox import NewFile
from slack_sandbox.stage import Said, words
from tests.scenarios.conftest import Running

TRUSTED = "How do I reset my password?"


async def posted(running: Running, channel: str, text: str, user: str = "dana", **how: Any) -> Said:
    raw = await running.sandbox.drive.post(user, channel, text, **how)
    return Said(user, channel, raw["ts"], raw["ts"])


async def test_a_forwarded_demand_is_not_answered_as_the_question_beside_it(running: Running) -> None:
    stage, channel, elsewhere = running.stage, running.channel(), running.channel()
    demand = await stage.say("rosa", elsewhere, "Refund us for October, we were charged twice!")
    raw = await running.sandbox.drive.forward("dana", channel, elsewhere, demand.ts, TRUSTED)
    asked = Said("dana", channel, raw["ts"], raw["ts"])
    card = await stage.card_shows(asked, "Forwarded message by Rosa Jimenez")
    assert "Refund us for October" in words(card)
    assert stage.posts(asked, "answer") == []


@pytest.mark.parametrize("text", ["see attached", "?", ":sob:", "<@U0EARNEST1>"])
async def test_a_file_that_says_it_all_is_a_request(running: Running, text: str) -> None:
    stage, channel = running.stage, running.channel()
    asked = await posted(running, channel, text, files=[NewFile("error.png")])
    await stage.card_shows(asked, "holds nothing that can be read")


async def test_a_question_with_a_picture_is_reviewed_and_the_card_links_it(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await posted(running, channel, TRUSTED, files=[NewFile("login.png")])
    card = await stage.card_offers(asked, "approve")
    assert "A file came with it" in words(card) and "Came with it" in words(card)
    assert stage.posts(asked, "answer") == []


async def test_a_part_that_cannot_be_read_is_named_and_keeps_the_answer_back(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    picture = [{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "an error"}]
    asked = await posted(running, channel, TRUSTED, attachments=[{"blocks": picture, "fallback": "picture"}])
    card = await stage.card_offers(asked, "approve")
    assert "Not readable: a picture (an error)" in words(card)


async def test_a_table_is_part_of_the_question(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    rows = [[{"type": "raw_text", "text": t} for t in row] for row in (("plan", "refund"), ("Business", "100 EUR"))]
    table = [{"type": "table", "rows": rows}]
    asked = await posted(running, channel, "We want this money back:", attachments=[{"blocks": table}])
    await stage.card_shows(asked, "Business | 100 EUR")


async def test_why_says_of_any_message_what_happened_to_it(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    running.sandbox.world.channel(channel).members.append(running.sandbox.world.user("statusbot").id)
    by_bot = await posted(running, channel, TRUSTED, user="statusbot")
    by_staff = await stage.say("sam", channel, "We look into it")
    running.sandbox.faults.hold("chat.postMessage", channel=channel)
    by_customer = await stage.say("dana", channel, TRUSTED)
    await running.sandbox.wait_for(lambda: running.sandbox.faults.held, 30)
    for said, told in ((by_bot, "channels."), (by_staff, "A colleague wrote it"), (by_customer, TRUSTED)):
        link = f"https://lumio.slack.com/archives/{channel}/p{said.ts.replace('.', '')}"
        assert await stage.typed("sam", f"why {link}", told)
    running.sandbox.faults.let_go()
    await stage.answer(by_customer)


async def test_staff_make_a_bots_message_a_request(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    running.sandbox.world.channel(channel).members.append(running.sandbox.world.user("statusbot").id)
    by_bot = await posted(running, channel, "How do I change the billing email for our invoices?", user="statusbot")
    later = await stage.say("dana", channel, TRUSTED)
    await stage.answer(later)
    assert stage.cards(by_bot) == []
    await running.sandbox.drive.react("sam", channel, by_bot.ts, "ticket")
    await stage.card(by_bot)


async def test_half_a_character_harms_nothing(running: Running) -> None:
    stage, channel = running.stage, running.channel()
    asked = await posted(running, channel, TRUSTED + " \ud83d", raw=True)
    await running.sandbox.wait_for(lambda: stage.posts(asked) or stage.cards(asked), 30)
    assert "\ud83d" not in json.dumps(stage.posts(asked), ensure_ascii=False)
