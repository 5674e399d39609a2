"""When a ticket is finished: staff's emoji or button, a customer's thumb; and what opens it again."""

from __future__ import annotations

from bot.domain.states import Resolution, TicketStatus
from slack_sandbox.stage import Said, words
from tests.platform.durable.waiting import until
from tests.scenarios.conftest import Running

TRUSTED = "How do I reset my password?"
REFUND = "I want a refund for last month, we were charged twice"


async def stands(running: Running, said: Said, status: TicketStatus, how: Resolution | None = None) -> None:
    """Wait until the thread's ticket stands so."""
    store = running.earnest.runtime.store

    async def so() -> bool:
        ticket = await store.tickets.of_thread(said.channel, said.thread_ts)
        if ticket is None or await store.states.current(ticket.id) is not status:
            return False
        changes = await store.states.of_ticket(ticket.id)
        return not changes or changes[-1].how is how

    await until(so)


async def test_staffs_emoji_resolves_and_taking_it_off_opens_again(running: Running) -> None:
    asked = await running.stage.say("dana", running.channel(), REFUND)
    await running.stage.card(asked)
    await running.sandbox.drive.react("sam", asked.channel, asked.ts, "white_check_mark")
    await stands(running, asked, TicketStatus.RESOLVED, Resolution.CONFIRMED)
    await running.stage.card_shows(asked, "Resolved")
    await running.sandbox.drive.unreact("sam", asked.channel, asked.ts, "white_check_mark")
    await stands(running, asked, TicketStatus.OPEN)


async def test_thanks_to_a_person_start_no_clock(running: Running) -> None:
    stage, store = running.stage, running.earnest.runtime.store
    asked = await stage.say("dana", running.channel(), REFUND)
    await stage.card(asked)
    await stage.say("sam", asked.channel, "Refunded, you will see it on Friday.", thread=asked)
    await stage.say("dana", asked.channel, "Thanks!", thread=asked)

    async def heard() -> bool:
        ticket = await store.tickets.of_thread(asked.channel, asked.thread_ts)
        assert ticket is not None
        said = (await store.waiting.said_on([ticket.id]))[ticket.id].said
        return [(one.role, one.request) for one in said] == [
            ("customer", True),
            ("staff", True),
            ("customer", False),
        ]

    await until(heard)


async def test_a_customers_emoji_resolves_nothing(running: Running) -> None:
    asked = await running.stage.say("dana", running.channel(), REFUND)
    await running.stage.card(asked)
    await running.sandbox.drive.react("dana", asked.channel, asked.ts, "white_check_mark")
    await running.sandbox.drive.react("sam", asked.channel, asked.ts, "heavy_plus_sign")
    again = await running.stage.say("omar", asked.channel, TRUSTED)
    await running.stage.answer(again)
    await stands(running, asked, TicketStatus.OPEN)


async def test_a_thumb_up_confirms_thanks_open_nothing_and_a_question_opens_it_again(running: Running) -> None:
    asked = await running.stage.say("dana", running.channel(), TRUSTED)
    answer = await running.stage.answer(asked)
    post = next(
        element["positive_button"]["value"]
        for block in answer["blocks"]
        for element in block.get("elements", [])
        if element.get("type") == "feedback_buttons"
    )
    await running.stage.press("dana", answer, "feedback", post, channel=asked.channel)
    await stands(running, asked, TicketStatus.RESOLVED, Resolution.CONFIRMED)
    await running.stage.say("dana", asked.channel, "Thanks!", thread=asked)
    after = await running.stage.say("dana", asked.channel, "How do I export work orders to CSV?", thread=asked)
    await stands(running, asked, TicketStatus.OPEN)
    store = running.earnest.runtime.store
    ticket = await store.tickets.of_thread(asked.channel, asked.ts)
    assert ticket is not None
    statuses = [one.status for one in await store.states.of_ticket(ticket.id)]
    assert statuses == [TicketStatus.RESOLVED, TicketStatus.OPEN]
    assert after.thread_ts == asked.ts


async def test_a_card_holds_and_resolves_and_each_click_counts_once(running: Running) -> None:
    asked = await running.stage.say("dana", running.channel(), REFUND)
    await running.stage.press("sam", await running.stage.card_offers(asked, "hold"), "hold")
    await stands(running, asked, TicketStatus.ON_HOLD)
    card = await running.stage.card_offers(asked, "reopen")
    assert "Put on hold" in words(card)
    await running.stage.press("tom", card, "resolve")
    await stands(running, asked, TicketStatus.RESOLVED, Resolution.CONFIRMED)
