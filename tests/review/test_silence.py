"""After our last word a customer is asked once whether it helped, and later the ticket counts as resolved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import MessageTs
from bot.domain.states import Resolution, TicketStatus
from bot.review.silence import Silence
from bot.store.records import Message, Role
from bot.texts import refusals
from tests.outbox.world import CUSTOMER, STAFF, Case, World

ASKED = "Did this answer your question? If not, write here and we go on."


def asking(world: World) -> World:
    limits = world.runtime.policy.thresholds.model_copy(update={"ask_after_silence": timedelta(hours=24)})
    world.runtime = replace(world.runtime, policy=world.runtime.policy.model_copy(update={"thresholds": limits}))
    world.restarted()
    return world


async def says(world: World, case: Case, role: Role, *, chatter: bool = False) -> None:
    world.clock.advance(60)
    author = CUSTOMER if role is Role.CUSTOMER else STAFF
    ts = MessageTs(world.slack.customer_says("CACME", "Here."))
    said = Message(case.ticket.channel, ts, case.ticket.id, author, role, "Here.", world.clock.now(), chatter=chatter)
    await world.store.messages.add(said)


async def passes(world: World, hours: float) -> list[str]:
    """Let time pass, look twice as after a restart, and read what the thread shows of ours."""
    world.clock.advance(hours * 3600)
    for _ in range(2):
        await Silence(world.runtime).work()
        await world.run()
    return [m["text"] for m in world.slack.messages["CACME"] if m["text"] == ASKED]


async def test_by_default_nothing_is_asked_and_after_three_days_it_counts_as_resolved(world: World) -> None:
    case = await world.case()
    await says(world, case, Role.STAFF)
    assert await passes(world, 71) == []
    assert await world.store.states.current(case.ticket.id) is TicketStatus.OPEN
    assert await passes(world, 2) == []
    (change,) = await world.store.states.of_ticket(case.ticket.id)
    assert (change.status, change.how, change.by) == (TicketStatus.RESOLVED, Resolution.ASSUMED, "")


async def test_a_customer_is_asked_once_a_word_of_ours(world: World) -> None:
    case = await asking(world).case()
    await says(world, case, Role.STAFF)
    assert await passes(world, 25) == [ASKED]
    assert await passes(world, 10) == [ASKED]
    await says(world, case, Role.CUSTOMER)
    assert await passes(world, 30) == [ASKED]
    await says(world, case, Role.STAFF)
    assert await passes(world, 25) == [ASKED, ASKED]


async def test_a_customer_who_waits_for_us_is_never_taken_for_silent(world: World) -> None:
    case = await world.case()
    await passes(world, 24 * 30)
    assert await world.store.states.current(case.ticket.id) is TicketStatus.OPEN


async def test_after_a_colleague_who_only_held_silence_is_ours(world: World) -> None:
    case = await asking(world).case()
    await says(world, case, Role.STAFF)
    await says(world, case, Role.STAFF, chatter=True)
    assert await passes(world, 24 * 30) == []
    await says(world, case, Role.STAFF)
    assert await passes(world, 25) == [ASKED]


async def test_old_threads_are_not_stirred_up(world: World) -> None:
    case = await asking(world).case()
    await says(world, case, Role.STAFF)
    assert await passes(world, 24 * 8) == []


async def test_a_question_that_waits_to_be_sent_is_not_asked_of_whoever_has_spoken_since(world: World) -> None:
    case = await asking(world).case()
    await says(world, case, Role.STAFF)
    world.clock.advance(25 * 3600)
    await Silence(world.runtime).work()
    await says(world, case, Role.CUSTOMER)
    await world.run()
    assert [m["text"] for m in world.slack.messages["CACME"] if m["text"] == ASKED] == []
    assert ("cancelled", "notice", refusals.SPOKEN) in world.ended
