"""The desk is warned before a customer has waited too long, and told once when it was too long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import ChannelId, MessageTs, TicketId
from bot.policy import AccountTier
from bot.review.reply_clocks import ReplyClocks, clock_of
from bot.store.records import Message, NewPost, Role, Ticket
from tests.outbox.world import CUSTOMER, STAFF, World

TIERS = {"gold": AccountTier.model_validate({"first_response": "10m", "next_response": "1h"})}


@pytest.fixture
def served(world: World) -> World:
    """The world, with targets for the tier of its account."""
    world.runtime = replace(world.runtime, policy=world.runtime.policy.model_copy(update={"tiers": TIERS}))
    world.restarted()
    return world


async def asks(world: World) -> Ticket:
    ts = MessageTs(world.slack.customer_says("CACME", "How do I export a report?"))
    now = world.clock.now()
    opened = Ticket(TicketId("T1"), ChannelId("CACME"), ts, CUSTOMER, now, now, account="acme")
    ticket, _ = await world.store.tickets.open(opened)
    await world.store.messages.add(Message(ticket.channel, ts, ticket.id, CUSTOMER, Role.CUSTOMER, "How?", now))
    return ticket


async def replies(world: World, ticket: Ticket, role: Role) -> None:
    author = CUSTOMER if role is Role.CUSTOMER else STAFF
    ts = MessageTs(world.slack.customer_says("CACME", "Here."))
    await world.store.messages.add(Message(ticket.channel, ts, ticket.id, author, role, "Here.", world.clock.now()))


async def notes(world: World) -> list[str]:
    """What the desk reads by now. A fresh watch each time: nothing is kept between two looks."""
    await ReplyClocks(world.runtime).work()
    await world.run()
    return [message["text"] for message in world.slack.messages["CDESK"]]


async def test_a_first_reply_is_called_for_before_and_after_it_is_due_and_never_twice(served: World) -> None:
    await asks(served)
    assert await notes(served) == []
    served.clock.advance(8 * 60)
    warned = ["⏰ acme waits for a first reply, due 10:10, in 2 minutes"]
    assert [text.strip() for text in await notes(served)] == [warned[0].removeprefix("⏰ ")]
    assert len(await notes(served)) == 1
    served.clock.advance(5 * 60)
    assert (await notes(served))[1:] == ["acme still waits for a first reply, which was due 10:10"]
    assert len(await notes(served)) == 2


async def test_a_reply_stops_the_clock_and_the_next_question_starts_another(served: World) -> None:
    ticket = await asks(served)
    served.clock.advance(60)
    await replies(served, ticket, Role.STAFF)
    served.clock.advance(3600)
    assert await notes(served) == []
    await replies(served, ticket, Role.CUSTOMER)
    served.clock.advance(50 * 60)
    assert await notes(served) == ["acme waits for a reply, due 12:01, in 10 minutes"]


async def test_a_notice_of_ours_stops_no_clock(served: World) -> None:
    ticket = await asks(served)
    clock = await clock_of(served.runtime, ticket)
    notice = NewPost(
        "handoff:D1", "notice", ticket.channel, {"text": "A person will answer."}, ticket.thread_ts, ticket.id
    )
    await served.add(notice)
    await served.run()
    assert [m["text"] for m in served.slack.messages["CACME"]][-1] == "A person will answer."
    assert clock is not None
    assert await clock_of(served.runtime, ticket) == clock


async def test_the_next_look_is_when_something_falls_due(served: World) -> None:
    ticket = await asks(served)
    clock = await clock_of(served.runtime, ticket)
    assert clock is not None
    assert await ReplyClocks(served.runtime).work() == clock.warn_at
    served.clock.advance(9 * 60)
    assert await ReplyClocks(served.runtime).work() == clock.due


async def test_without_tiers_nobody_is_watched(world: World) -> None:
    await asks(world)
    world.clock.advance(86_400)
    assert await notes(world) == []
