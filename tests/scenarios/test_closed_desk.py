"""A desk that cannot be posted to: those whom the policy names are told, and cards follow once it is fixed."""

from __future__ import annotations

import pytest

from bot.outbox import post_results
from slack_sandbox.stage import words
from tests.scenarios.conftest import Running

POST = "chat.postMessage"
DRAFTED = "How do I change the billing email for our invoices?"


async def test_an_archived_desk_is_told_by_direct_message_once_and_its_cards_follow(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, sandbox = running.stage, running.sandbox
    nora = sandbox.world.user("nora")
    monkeypatch.setattr(post_results, "FIXED_EVERY_S", 0.2)
    alert = running.earnest.runtime.policy.desk.alert
    alert.append(nora.id)
    before = len(sandbox.calls_of(POST))
    await sandbox.drive.archive(stage.desk)
    asked = [await stage.say("dana", running.channel(), DRAFTED) for _ in range(2)]

    def told() -> list[str]:
        sent = [call.args for call in sandbox.calls_of(POST)[before:] if call.ok]
        return [str(args["text"]) for args in sent if args["channel"] == nora.id]

    await sandbox.wait_for(told)
    answered = await stage.say("omar", running.channel(), "How do I reset my password?")
    await stage.answer(answered)
    await sandbox.drive.archive(stage.desk, archived=False)
    cards = [await stage.card_offers(each, "approve") for each in asked]
    assert all(DRAFTED in words(card) for card in cards)
    alert.clear()
    assert len(told()) == 1
    assert ("unarchive it" in told()[0] and asked[0].link_part in told()[0]) or asked[1].link_part in told()[0]
