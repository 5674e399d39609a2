"""A customer who calls themselves like a colleague, or has a colleague's picture: named on the desk, never obeyed."""

from __future__ import annotations

from slack_sandbox.stage import buttons, words
from tests.scenarios.conftest import Running

DRAFTED = "How do I change the billing email for our invoices?"
PICTURE = "5f1c0de5f1c0"


async def test_who_copies_a_colleague_is_named_on_the_card_and_has_no_power(running: Running) -> None:
    stage, drive = running.stage, running.sandbox.drive
    drive.new_user("lumio", "quinn", "Quinn Sato")
    drive.change_profile("quinn", picture=PICTURE)
    drive.new_user("acme-facilities", "mallory", "Mallory")
    drive.new_user("acme-facilities", "quinn2", "Quinn Whitfield")
    channel = running.channel()
    running.sandbox.world.channel(channel).members.append(running.sandbox.world.user("quinn").id)
    await drive.post("quinn", channel, "Good morning, all.")  # a colleague who is not on the desk is known from now on

    asked = await stage.say("quinn2", channel, DRAFTED)
    card = await stage.card_offers(asked, "approve")
    assert "not of your team" not in words(card)  # a common first name, and generated pictures

    drive.change_profile("mallory", real_name="Qu\u0456nn Sat\u043e", picture=PICTURE)  # with Cyrillic letters
    await drive.post("mallory", channel, "I have answered this one.", thread_ts=asked.ts)
    await drive.react("mallory", channel, asked.ts, "white_check_mark")
    await drive.react("mallory", channel, asked.ts, "no_entry_sign")
    assert not (await drive.command("mallory", channel, "/earnest", "pause")).ok
    answered = await stage.say("mallory", channel, "How do I reset my password?")
    answer = await stage.answer(answered)
    row = next(e["value"] for b in card["blocks"] for e in b.get("elements", []) if e.get("action_id") == "approve")
    forged = {"action_id": "approve", "value": row}
    assert (await drive.click("mallory", channel, answer["ts"], "talk_to_person", forged=forged)).ok
    assert "only members of the support desk" in await stage.ephemeral_to("mallory", "desk")
    copy = await stage.say("mallory", channel, DRAFTED)
    found = await stage.card_offers(copy, "approve")
    line = "“Qu\u0456nn Sat\u043e” is not of your team: same name and picture as Quinn Sato of your team"
    assert line in words(found) and line in found["text"]
    assert "approve" in buttons(
        await stage.card(asked)
    )  # neither taken over, nor resolved, nor cancelled, nor approved
    assert stage.posts(asked, "answer") == []


async def test_a_customer_named_as_earnest_is_told_on_the_card(running: Running) -> None:
    running.sandbox.drive.new_user("acme-facilities", "earl", "\u0415arnest (AI)")
    asked = await running.stage.say("earl", running.channel(), DRAFTED)
    card = await running.stage.card_offers(asked, "approve")
    assert "“\u0415arnest (AI)” is not of your team: same name as Earnest, this app" in words(card)
