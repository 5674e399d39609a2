"""The desk is warned before a customer has waited too long, and told once when it was too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from bot.domain import ChannelId, MessageTs, TicketId
from bot.domain.states import TicketStatus
from bot.outbox.ticket_status import change_status
from bot.policy import AccountTier
from bot.review.reply_clocks import ReplyClocks, clock_lines, clocks_of
from bot.store.records import Message, NewPost, Role, Ticket
from tests.outbox.world import CUSTOMER, STAFF, World

GOLD = {"first_response": "10m", "next_response": "1h"}
TIERS = {"gold": AccountTier.model_validate(GOLD)}
RESOLVED_IN_TIME = {"gold": AccountTier.model_validate({"resolution": "2h"})}


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


async def replies(world: World, ticket: Ticket, role: Role, *, chatter: bool = False) -> None:
    author = CUSTOMER if role is Role.CUSTOMER else STAFF
    ts = MessageTs(world.slack.customer_says("CACME", "Here."))
    said = Message(ticket.channel, ts, ticket.id, author, role, "Here.", world.clock.now(), chatter=chatter)
    await world.store.messages.add(said)


async def stands(world: World, ticket: Ticket, status: TicketStatus) -> None:
    async with world.store.begin() as tx:
        assert await change_status(world.runtime, ticket, status, STAFF, world.runtime.new_id(), tx)


async def on_the_card(world: World, ticket: Ticket) -> tuple[str, ...]:
    return clock_lines(await clocks_of(world.runtime, ticket), world.clock.now(), UTC)


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
    clock = (await clocks_of(served.runtime, ticket)).reply
    notice = NewPost(
        "handoff:D1", "notice", ticket.channel, {"text": "A person will answer."}, ticket.thread_ts, ticket.id
    )
    await served.add(notice)
    await served.run()
    assert [m["text"] for m in served.slack.messages["CACME"]][-1] == "A person will answer."
    assert clock is not None
    assert (await clocks_of(served.runtime, ticket)).reply == clock


async def test_the_next_look_is_when_something_falls_due(served: World) -> None:
    ticket = await asks(served)
    clock = (await clocks_of(served.runtime, ticket)).reply
    assert clock is not None
    assert await ReplyClocks(served.runtime).work() == clock.warn_at
    served.clock.advance(9 * 60)
    assert await ReplyClocks(served.runtime).work() == clock.due


async def test_without_tiers_nobody_is_watched(world: World) -> None:
    await asks(world)
    world.clock.advance(86_400)
    assert await notes(world) == []


@pytest.fixture
def resolved(world: World) -> World:
    """The world, with a target for resolutions."""
    world.runtime = replace(world.runtime, policy=world.runtime.policy.model_copy(update={"tiers": RESOLVED_IN_TIME}))
    world.restarted()
    return world


async def test_thanks_start_no_clock(served: World) -> None:
    ticket = await asks(served)
    await replies(served, ticket, Role.STAFF)
    served.clock.advance(60)
    await replies(served, ticket, Role.CUSTOMER, chatter=True)
    served.clock.advance(86_400)
    assert await notes(served) == []
    assert await on_the_card(served, ticket) == ()


async def test_a_hold_stops_the_reply_clock_and_it_goes_on_with_what_was_left(served: World) -> None:
    ticket = await asks(served)
    served.clock.advance(5 * 60)
    await stands(served, ticket, TicketStatus.ON_HOLD)
    served.clock.advance(86_400 - 300)
    assert await notes(served) == []
    await stands(served, ticket, TicketStatus.OPEN)
    assert await on_the_card(served, ticket) == ("first reply due 10:05",)


async def test_the_resolution_clock_stands_still_while_the_customer_has_the_word(resolved: World) -> None:
    ticket = await asks(resolved)
    assert await on_the_card(resolved, ticket) == ("resolution due 12:00",)
    resolved.clock.advance(3600)
    await replies(resolved, ticket, Role.STAFF)
    resolved.clock.advance(3 * 3600)
    assert await notes(resolved) == []
    assert await on_the_card(resolved, ticket) == ("resolution clock paused, 1 hour left",)
    await replies(resolved, ticket, Role.CUSTOMER)
    assert await on_the_card(resolved, ticket) == ("resolution due 15:00",)
    resolved.clock.advance(36 * 60)
    assert await notes(resolved) == ["acme waits for a resolution, due 15:00, in 24 minutes"]
    resolved.clock.advance(25 * 60)
    assert (await notes(resolved))[1:] == ["acme still waits for a resolution, which was due 15:00"]
    assert len(await notes(resolved)) == 2


async def test_a_colleague_who_only_holds_has_replied_and_the_resolution_clock_runs_on(resolved: World) -> None:
    ticket = await asks(resolved)
    resolved.clock.advance(3600)
    await replies(resolved, ticket, Role.STAFF, chatter=True)
    assert await on_the_card(resolved, ticket) == ("resolution due 12:00",)
    resolved.clock.advance(36 * 60)
    assert await notes(resolved) == ["acme waits for a resolution, due 12:00, in 24 minutes"]
    await replies(resolved, ticket, Role.STAFF)
    assert await on_the_card(resolved, ticket) == ("resolution clock paused, 24 minutes left",)


async def test_a_resolution_ends_its_clock_and_one_taken_back_within_a_week_goes_on(resolved: World) -> None:
    ticket = await asks(resolved)
    resolved.clock.advance(3600)
    await stands(resolved, ticket, TicketStatus.RESOLVED)
    resolved.clock.advance(3 * 86_400)
    assert (await notes(resolved), await on_the_card(resolved, ticket)) == ([], ())
    await replies(resolved, ticket, Role.CUSTOMER)
    await stands(resolved, ticket, TicketStatus.OPEN)
    assert await on_the_card(resolved, ticket) == ("resolution due 12:00",), "an hour was left"
    await stands(resolved, ticket, TicketStatus.RESOLVED)
    resolved.clock.advance(8 * 86_400)
    await replies(resolved, ticket, Role.CUSTOMER)
    await stands(resolved, ticket, TicketStatus.OPEN)
    assert await on_the_card(resolved, ticket) == ("resolution due 13:00",), "a new request has the whole target"
