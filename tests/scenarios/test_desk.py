"""What the desk does with a card, and what the customer sees of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from bot.outbox.blocks import Field
from bot.outbox.post_intents import PostKind
from bot.store.records import PostState
from slack_sandbox.files import NewFile
from slack_sandbox.stage import Said, buttons, words
from tests.platform.durable.waiting import until
from tests.scenarios.conftest import Running

DRAFTED = "How do I change the billing email for our invoices?"


async def a_draft(running: Running, text: str = DRAFTED) -> Said:
    """A question whose draft waits on the desk."""
    asked = await running.stage.say("dana", running.channel(), text)
    await running.stage.card_offers(asked, "approve")
    return asked


async def reassign(running: Running, asked: Said) -> dict[str, Any]:
    """Give a draft to Tom of engineering; the desk's card once it says so."""
    await running.stage.press("sam", await running.stage.card(asked), "reassign")
    await running.stage.modal("sam")
    tom = running.sandbox.world.user("tom").id
    await running.sandbox.drive.submit("sam", {Field.TEAM: "engineering", Field.OWNER: tom})
    return await running.stage.card_shows(asked, "engineering")


async def team_card(running: Running, asked: Said) -> tuple[str, dict[str, Any]]:
    """The channel of engineering, and the card that stands there, once it has its buttons."""
    channel = running.policy.teams["engineering"].channel or ""

    def there() -> dict[str, Any] | None:
        found = [m for m in running.sandbox.messages(channel) if asked.link_part in json.dumps(m.get("blocks", []))]
        return next((m for m in found if "approve" in buttons(m)), None)

    card = await running.sandbox.wait_for(there)
    assert card is not None
    return channel, card


async def approved_and_sent(running: Running, channel: str, card: dict[str, Any]) -> None:
    """Wait until a team's card says so and has no button to approve any more."""

    def decided() -> bool:
        found = next(m for m in running.sandbox.messages(channel) if m["ts"] == card["ts"])
        return "Approved and sent" in words(found) and "approve" not in buttons(found)

    await running.sandbox.wait_for(decided)


def card_waits(running: Running, asked: Said, waits: bool) -> Callable[[], Awaitable[bool]]:
    """Whether a card has yet to show what happened, or has not, while no answer is on its way."""

    async def look() -> bool:
        store = running.earnest.runtime.store
        ticket = await store.tickets.of_thread(asked.channel, asked.ts)
        assert ticket is not None
        posts = await store.posts.of_ticket(ticket.id)
        answered = all(post.state is PostState.SENT for post in posts if post.kind == PostKind.ANSWER)
        due = any(post.state is PostState.DUE for post in posts if post.kind == PostKind.CARD_UPDATE)
        return answered and due is waits

    return look


async def test_an_edited_draft_is_what_the_customer_sees(running: Running) -> None:
    stage = running.stage
    asked = await a_draft(running)
    await stage.press("priya", await stage.card(asked), "edit")
    modal = await stage.modal("priya")
    assert modal["blocks"][-1]["element"]["initial_value"]
    outcome = await running.sandbox.drive.submit(
        "priya", {Field.TEXT: "Open *Billing*, <!channel> then Contacts & save."}
    )
    assert outcome.ok and not outcome.errors
    answer = await stage.answer(asked)
    assert "Contacts & save" in words(answer)
    assert "Priya Nair" in words(answer)
    assert "<!channel>" not in answer["text"]
    await stage.card_shows(asked, "Edited")


async def test_an_empty_edit_is_refused_under_the_field_and_nothing_is_sent(running: Running) -> None:
    stage = running.stage
    asked = await a_draft(running)
    await stage.press("sam", await stage.card(asked), "edit")
    await stage.modal("sam")
    outcome = await running.sandbox.drive.submit("sam", {Field.TEXT: "   "})
    assert list(outcome.errors) == [Field.TEXT]
    await running.sandbox.drive.close_view("sam")
    assert stage.posts(asked, "answer") == []


async def test_two_people_approve_at_once_and_one_answer_is_posted(running: Running) -> None:
    stage = running.stage
    asked = await a_draft(running)
    card = await stage.card(asked)
    await stage.press("sam", card, "approve")
    await running.sandbox.drive.click("priya", stage.desk, card["ts"], "approve", seen=card)
    assert "Already approved by Sam Okafor" in await stage.ephemeral_to("priya", "Already")
    await stage.answer(asked)
    assert len(stage.posts(asked)) == 1


async def test_a_declined_draft_is_not_sent_and_the_customer_hears_that_a_person_answers(running: Running) -> None:
    stage = running.stage
    asked = await a_draft(running)
    await stage.press("sam", await stage.card(asked), "decline")
    await stage.modal("sam")
    await running.sandbox.drive.submit("sam", {Field.REASON: "not for this customer"})
    await stage.card_shows(asked, "not for this customer")
    await stage.notice(asked)
    assert stage.posts(asked, "answer") == []


async def test_reassigning_changes_team_and_owner_and_brings_the_card_to_the_teams_channel(running: Running) -> None:
    stage = running.stage
    asked = await a_draft(running)
    card = await reassign(running, asked)
    assert "Tom Becker" in words(card)
    assert "approve" in buttons(card)
    channel, theirs = await team_card(running, asked)
    assert "Reassigned to engineering" in words(theirs)
    await stage.press("tom", theirs, "approve", channel=channel)
    await stage.answer(asked)
    await stage.card_shows(asked, "Approved and sent")
    await approved_and_sent(running, channel, theirs)


async def test_what_is_decided_while_one_of_two_cards_is_drawn_is_shown_on_both(running: Running) -> None:
    stage, faults = running.stage, running.sandbox.faults
    asked = await a_draft(running)
    await reassign(running, asked)
    channel, theirs = await team_card(running, asked)
    await until(card_waits(running, asked, False))
    faults.hold("chat.update", channel=stage.desk)
    await stage.press("tom", theirs, "approve", channel=channel)
    await running.sandbox.wait_for(lambda: "chat.update" in faults.held)
    await stage.answer(asked)
    await until(card_waits(running, asked, True))
    faults.let_go()
    await approved_and_sent(running, channel, theirs)
    await stage.card_shows(asked, "Approved and sent")


async def test_who_is_not_on_the_desk_cannot_act_not_even_with_the_buttons_value(running: Running) -> None:
    stage, drive = running.stage, running.sandbox.drive
    asked = await a_draft(running)
    card = await stage.card(asked)
    answered = await stage.say("dana", running.channel(), "How do I reset my password?")
    answer = await stage.answer(answered)
    row = next(
        b["value"] for block in card["blocks"] for b in block.get("elements", []) if b.get("action_id") == "approve"
    )
    outcome = await drive.click(
        "dana", answered.channel, answer["ts"], "talk_to_person", forged={"action_id": "approve", "value": row}
    )
    assert outcome.ok
    assert "only members of the support desk" in await stage.ephemeral_to("dana", "desk")
    assert "approve" in buttons(await stage.card(asked))
    assert stage.posts(asked, "answer") == []


async def test_taking_a_thread_silences_earnest_until_it_is_given_back(running: Running) -> None:
    stage = running.stage
    asked = await a_draft(running)
    await stage.press("sam", await stage.card(asked), "take")
    await stage.card_offers(asked, "give_back")
    await stage.say("dana", asked.channel, "How do I reset my password?", thread=asked)
    card = await stage.card_shows(asked, "How do I reset my password?")
    assert stage.posts(asked) == []
    await stage.press("sam", card, "give_back")
    both = await stage.card_offers(asked, "approve", number=2)
    assert "How do I reset my password?" in words(both)
    assert stage.posts(asked) == []


async def test_a_staff_reply_takes_over_and_later_messages_are_shown_on_the_card(running: Running) -> None:
    stage = running.stage
    asked = await a_draft(running)
    await stage.say("nora", asked.channel, "I'll look into this one myself", thread=asked)
    await stage.card_offers(asked, "give_back")
    await stage.say("dana", asked.channel, "Thanks Nora, it is about invoice 4711", thread=asked)
    await stage.card_shows(asked, "invoice 4711")
    assert stage.posts(asked) == []


async def test_what_staff_write_in_the_cards_thread_stays_inside(running: Running) -> None:
    stage = running.stage
    asked = await a_draft(running)
    card = await stage.card(asked)
    post = running.sandbox.drive.post
    await post("sam", stage.desk, "this customer is difficult", thread_ts=card["ts"])
    await post("sam", stage.desk, "difficult, for all to see", thread_ts=card["ts"], broadcast=True)
    note = NewFile("difficult.png", content=b"x")
    await post("priya", stage.desk, "", thread_ts=card["ts"], files=[note])
    await stage.press("sam", card, "approve")
    await stage.answer(asked)
    everything = [m["text"] for m in running.sandbox.thread(asked.channel, asked.ts)]
    assert not any("difficult" in text for text in everything)


async def test_a_customer_who_asks_for_a_person_gets_one_and_the_desk_a_card(running: Running) -> None:
    stage = running.stage
    asked = await stage.say("dana", running.channel(), "How do I reset my password?")
    answer = await stage.answer(asked)
    await stage.press("dana", answer, "talk_to_person", channel=asked.channel)
    card = await stage.card(asked)
    assert "How do I reset my password?" in words(card)
    assert "Summary" in words(card) and "The whole thread" in words(card)
    assert "Forgot password?" in words(card), "what was answered"
    await stage.notice(asked)
    await stage.press("dana", answer, "talk_to_person", channel=asked.channel)
    again = await stage.say("dana", asked.channel, "are you there?", thread=asked)
    await stage.card_shows(asked, "are you there?")
    assert len(stage.cards(asked)) == 1
    assert len(stage.posts(again, "notice")) == 1


async def test_where_nothing_is_certain_the_desk_makes_a_draft_of_what_is_near_and_sends_it(running: Running) -> None:
    stage = running.stage
    asked = await stage.say("dana", running.channel(), "Can I connect the CSV export to our own warehouse robots?")
    await stage.press("sam", await stage.card_offers(asked, "draft_near"), "draft_near")
    card = await stage.card_offers(asked, "approve")
    assert "Made a draft of the nearest passage" in words(card)
    await stage.press("sam", card, "approve")
    assert len(words(await stage.answer(asked))) > 40


async def test_a_reply_from_the_card_goes_out_in_the_persons_name_and_takes_the_thread(running: Running) -> None:
    stage, drive = running.stage, running.sandbox.drive
    asked = await a_draft(running)
    card = await stage.card_offers(asked, "reply")
    for person in ("sam", "priya"):
        await stage.press(person, card, "reply")
    modal = await stage.modal("sam")
    assert modal["blocks"][0]["element"]["initial_value"], "it starts from the draft"
    article = modal["blocks"][1]["element"]["options"][0]
    values = {Field.TEXT: "I changed it for you, <!channel>.", Field.SOURCES: [article["value"]]}
    outcome = await drive.submit("sam", values)
    assert outcome.ok and not outcome.errors
    await stage.card_shows(asked, "Replied to the customer")
    await running.sandbox.wait_for(lambda: stage.posts(asked, "reply"), 30)
    (said,) = stage.posts(asked, "reply")
    assert "I changed it for you" in words(said)
    assert "Written by Sam Okafor" in words(said)
    assert article["text"]["text"] in words(said)
    assert "<!channel>" not in said["text"]
    taken = await stage.card_offers(asked, "give_back")
    assert "Sam Okafor" in words(taken)
    assert "Was the draft right?" in words(taken)
    assert "not_accurate" in buttons(taken)
    await drive.submit("priya", {Field.TEXT: "I looked at it as well."})
    await stage.ephemeral_to("priya", "Already taken by Sam Okafor")
    assert len(stage.posts(asked, "reply")) == 1
    assert stage.posts(asked, "answer") == []


async def test_a_reply_where_nothing_was_drafted_starts_empty_and_cites_what_was_found(running: Running) -> None:
    stage, drive = running.stage, running.sandbox.drive
    asked = await stage.say("dana", running.channel(), "Can I connect the CSV export to our own warehouse robots?")
    card = await stage.card_offers(asked, "reply")
    assert "approve" not in buttons(card)
    await stage.press("sam", card, "reply")
    text, sources = (block["element"] for block in (await stage.modal("sam"))["blocks"])
    assert "initial_value" not in text
    refused = await drive.submit("sam", {Field.TEXT: " "})
    assert Field.TEXT in refused.errors
    article = sources["options"][0]
    assert (await drive.submit("sam", {Field.TEXT: "Not yet.", Field.SOURCES: [article["value"]]})).ok
    await running.sandbox.wait_for(lambda: stage.posts(asked, "reply"), 30)
    (said,) = stage.posts(asked, "reply")
    assert "Not yet." in words(said) and article["text"]["text"] in words(said)
