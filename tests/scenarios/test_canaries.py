"""Through a real socket: a draft with a planted error is caught or missed, and nothing of it is sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import Earnest
from bot.domain import DecisionId, TicketId, UserId
from bot.domain.canary import Canary, CanaryState, Plant
from bot.outbox.blocks import Field
from bot.review.canary_watch import CanaryWatch
from slack_sandbox import Options, Sandbox
from slack_sandbox.jsonlike import Json
from slack_sandbox.stage import Said, Stage, buttons, kind_of, words
from tests.scenarios.moved import House, house

pytestmark = pytest.mark.slow

DRAFTED = "How do I change the billing email for our invoices?"
ALWAYS = {"review": {"canaries": 1.0}}


def planted(stage: Stage, text: str = "") -> list[Json]:
    """The cards of drafts with a planted error that show a text, oldest first."""
    found = [m for m in stage.sandbox.messages(stage.desk) if kind_of(m) == "canary"]
    return [card for card in found if text in words(card)]


def said_to_customers(stage: Stage, channels: list[str]) -> list[str]:
    return [str(m["ts"]) for channel in channels for m in stage.sandbox.messages(channel)]


async def canary_of(earnest: Earnest, card: Json) -> Canary:
    value = next(e["value"] for b in card["blocks"] if b["type"] == "actions" for e in b["elements"])
    canary = await earnest.runtime.store.canaries.get(value)
    assert canary is not None
    return canary


async def approved_before(stage: Stage, at: House, channels: list[str]) -> None:
    """A draft in each channel is approved and sent."""
    async with at.opened():
        for channel in channels:
            asked = await stage.say("dana", channel, DRAFTED)
            await stage.press("sam", await stage.card_offers(asked, "approve"), "approve")
            await stage.answer(asked)


async def test_it_is_missed_or_caught_and_said_to_be_one_and_no_customer_sees_anything(
    seeded: Path, tmp_path: Path
) -> None:
    async with Sandbox(Options(rate_limits=False, trigger_life_s=60.0)) as sandbox:
        stage = Stage(sandbox, patience_s=60.0)
        old = [sandbox.new_shared_channel("acme-facilities").id for _ in range(2)]
        at = house(seeded, tmp_path / "data", sandbox, ALWAYS)
        await approved_before(stage, at, old)
        before = said_to_customers(stage, old)
        fresh = sandbox.new_shared_channel("globex-property").id
        async with at.opened(timedelta(days=2)) as earnest:
            first = await stage.say("kenji", fresh, DRAFTED)
            await stage.card_offers(first, "approve")
            await CanaryWatch(earnest.runtime).work()  # which the bot does by itself, every few seconds
            (card,) = await sandbox.wait_for(lambda: planted(stage), 60)
            await stage.press("sam", card, "approve")
            await sandbox.wait_for(lambda: planted(stage, "The error was not noticed"), 30)

            second = await stage.say("kenji", sandbox.new_shared_channel("globex-property").id, DRAFTED)
            await stage.card_offers(second, "approve")
            await CanaryWatch(earnest.runtime).work()
            card = await sandbox.wait_for(lambda: next((m for m in planted(stage) if buttons(m)), None), 60)
            assert card is not None
            canary = await canary_of(earnest, card)
            await stage.press("sam", card, "edit")
            field = next(b for b in (await stage.modal("sam"))["blocks"] if b["type"] == "input")
            draft = field["element"]["initial_value"]
            assert canary.text in draft
            mended = draft.replace(canary.text, "That is told in the article.")
            assert (await sandbox.drive.submit("sam", {Field.TEXT: mended})).ok
            (over,) = await sandbox.wait_for(lambda: planted(stage, "The error was caught"), 30)
            assert buttons(over) == [] and "Nothing was sent to anybody" in words(over)
            assert await earnest.runtime.store.canaries.caught_by(UserId(sam(stage)), 20) == [True, False]
        async with at.opened(timedelta(days=2)):  # nor does anything come of it later
            await stage.card_offers(first, "approve")
        assert said_to_customers(stage, old) == before
        assert sandbox.oddities == []


async def test_audits_of_a_reviewer_who_misses_most_do_not_count_and_only_they_are_told_so(
    seeded: Path, tmp_path: Path
) -> None:
    async with Sandbox(Options(rate_limits=False, trigger_life_s=60.0)) as sandbox:
        stage = Stage(sandbox, patience_s=60.0)
        at = house(seeded, tmp_path / "data", sandbox, {**ALWAYS, "mode": "draft"})
        async with at.opened() as earnest:
            await missed(earnest, UserId(sam(stage)), 5)
            for user in ("sam", "priya"):
                channel = sandbox.new_shared_channel("acme-facilities").id
                asked: Said = await stage.say("dana", channel, f"How do I reset my password? ({user})")
                await stage.press(user, await stage.card_offers(asked, "decline"), "decline")
                await stage.modal(user)
                assert (await sandbox.drive.submit(user, {})).ok
                await stage.card_shows(asked, "Declined")
            store = earnest.runtime.store
            assert await store.audits.left_out() == 1
            told = await stage.typed("sam", "autonomy", "1 audit not counted")
            assert "You caught 0 of the last 5 planted errors" in told
            assert "You caught" not in await stage.typed("priya", "autonomy", "1 audit not counted")


def sam(stage: Stage) -> str:
    return stage.sandbox.world.user("sam").id


async def missed(earnest: Earnest, user: UserId, times: int) -> None:
    """Planted errors that somebody approved before."""
    store, now = earnest.runtime.store, earnest.runtime.clock.now()
    async with store.begin() as tx:
        for number in range(times):
            name = f"missed{number}"
            new = Canary(name, DecisionId(name), TicketId(name), name, Plant.NUMBER, 0, "", "", "", now)
            await store.canaries.add(new, tx)
            await store.canaries.settle(name, CanaryState.MISSED, user, now, tx)
