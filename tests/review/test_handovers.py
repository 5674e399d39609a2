"""What is given to a team: its card in the team's channel, who is called, and what happens when nobody takes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.domain import UserId
from bot.domain.states import Act, DraftState, TicketStatus
from bot.outbox.ticket_status import change_status
from bot.policy import AccountTier, Team
from bot.review.handovers import PassingOn
from bot.review.reassign import Move, reassign
from bot.review.reply_clocks import ReplyClocks
from bot.store.records import LogEntry, Ticket
from bot.store.tables import tickets
from tests.outbox.world import STAFF, Case, World

TEAMS = {
    "support": Team(oncall="UGRACE"),
    "billing": Team.model_validate(
        {
            "channel": "CBILL",
            "oncall": {"rotation": ["ULINUS", "UMARIE"], "starts": "2026-03-02"},
            "take_within": "30m",
            "then": "trust",
        }
    ),
    "trust": Team.model_validate(
        {"oncall": {"rotation": ["UNORA", "UOLE"], "starts": "2026-03-02"}, "take_within": "1h"}
    ),
    "nobody": Team(channel="CNOBODY"),
}


@pytest.fixture
async def given(world: World) -> tuple[World, Case]:
    """A draft on the desk, and teams that are on call."""
    changes = {"teams": TEAMS, "tiers": {"gold": AccountTier.model_validate({"first_response": "2h"})}}
    world.runtime = replace(world.runtime, policy=world.runtime.policy.model_copy(update=changes))
    world.restarted()
    case = await world.card()
    await world.run()
    return world, case


async def move(world: World, case: Case, team: str, **changes: str) -> bool:
    ticket = await world.store.tickets.get(case.ticket.id)
    assert ticket is not None
    async with world.store.begin() as tx:
        done = await reassign(
            world.runtime, ticket, case.row, Move(team, world.runtime.new_id(), **{"by": STAFF, **changes}), tx
        )
    await world.run()
    await world.run(2.0)  # an update waits for a card that is on its way
    return done


def actions_of(message: dict[str, Any]) -> list[str]:
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row]


def in_billing(world: World) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The cards in the team's channel, and the lines that call somebody; they go out side by side."""
    there = world.slack.messages["CBILL"]
    lines = [message for message in there if "is billing's now" in str(message["text"])]
    return [message for message in there if message not in lines], lines


async def owner(world: World, case: Case) -> tuple[str, str | None]:
    ticket = await world.store.tickets.get(case.ticket.id)
    assert ticket is not None
    return ticket.team, ticket.owner


async def test_the_card_goes_to_the_teams_channel_with_its_story_and_the_person_on_call(
    given: tuple[World, Case],
) -> None:
    world, case = given
    assert await move(world, case, "billing")
    (card,), (note,) = in_billing(world)
    assert "approve" in actions_of(card)
    assert "Reassigned to billing (Ulinus) by Uada" in str(card["blocks"])
    assert {"type": "user", "user_id": "ULINUS"} in note["blocks"][0]["elements"][0]["elements"]
    assert await owner(world, case) == ("billing", "ULINUS")
    assert "Reassigned to billing" in str(world.slack.messages["CDESK"][0]["blocks"])


async def test_a_person_who_is_named_is_called_and_not_whoever_is_on_call(given: tuple[World, Case]) -> None:
    world, case = given
    assert await move(world, case, "nobody", owner="UBOB"), "who is named owns it, also where nobody is on call"
    assert await owner(world, case) == ("nobody", "UBOB")
    assert await move(world, case, "billing", owner="UBOB")
    called = [str(each["blocks"]) for each in world.slack.messages["CBILL"] if "is billing's now" in str(each["text"])]
    assert len(called) == 1 and "UBOB" in called[0] and "ULINUS" not in called[0]


async def test_a_team_without_an_owner_is_given_nothing(given: tuple[World, Case]) -> None:
    world, case = given
    assert not await move(world, case, "nobody")
    assert "CNOBODY" not in world.slack.messages
    assert (await owner(world, case))[0] != "nobody"


async def test_both_cards_are_kept_in_step_and_one_that_moved_on_has_no_buttons(given: tuple[World, Case]) -> None:
    world, case = given
    await move(world, case, "billing")
    await move(world, case, "trust")
    ((team,), _), desk = in_billing(world), world.slack.messages["CDESK"][0]
    assert actions_of(team) == []
    assert "trust's now" in str(team["blocks"])
    assert "approve" in actions_of(desk), "trust has no channel: its card is the desk's"
    await move(world, case, "billing")
    cards = [message for message in world.slack.messages["CBILL"] if "Draft to review" in message["text"]]
    assert ["approve" in actions_of(card) for card in cards] == [True, True], "it is theirs again"


async def test_what_nobody_takes_goes_on_once_and_then_to_the_next_on_call(given: tuple[World, Case]) -> None:
    world, case = given
    await move(world, case, "billing")
    world.clock.advance(29 * 60 - 2)
    due = await PassingOn(world.runtime).work()
    assert due is not None
    assert (await owner(world, case))[0] == "billing"
    world.clock.advance((due - world.clock.now()).total_seconds())
    for _ in range(2):  # a restart finds nothing more to do
        await PassingOn(world.runtime).work()
        await world.run()
        assert await owner(world, case) == ("trust", "UNORA")
    said = [message["text"] for message in world.slack.messages["CDESK"]]
    assert said[1:] == ["A request is trust's now: nobody took it in time"]
    world.clock.advance(3600)
    for _ in range(2):
        await PassingOn(world.runtime).work()
        await world.run()
    last = world.slack.messages["CDESK"][2:]
    assert [message["text"] for message in last] == ["Nobody of trust has taken a request for 1 hour"]
    assert {"type": "user", "user_id": "UOLE"} in last[0]["blocks"][0]["elements"][0]["elements"]


@pytest.mark.parametrize("act", [Act.TAKE, Act.STAFF_REPLIED, Act.APPROVE, Act.DECLINE])
async def test_what_somebody_takes_stays_where_it_is(given: tuple[World, Case], act: Act) -> None:
    world, case = given
    await move(world, case, "billing")
    entry = LogEntry(f"{act}:1", STAFF, act.value, world.clock.now(), case.ticket.id, case.row.id)
    await world.store.reviews.log(entry)
    world.clock.advance(86_400)
    assert await PassingOn(world.runtime).work() is None
    assert (await owner(world, case))[0] == "billing"


async def test_what_somebody_takes_while_others_are_passed_on_is_passed_on_no_more(given: tuple[World, Case]) -> None:
    world, case = given
    await move(world, case, "billing")
    (waiting,) = await world.store.handovers.untaken(world.clock.now() - timedelta(days=1))
    async with world.store.begin() as tx:
        assert await world.store.handovers.waits(waiting, tx)
        taken = LogEntry("take:1", STAFF, Act.TAKE.value, world.clock.now(), case.ticket.id, case.row.id)
        await world.store.reviews.log(taken, tx)
        assert not await world.store.handovers.waits(waiting, tx)


async def test_what_is_on_hold_waits_for_nobody(given: tuple[World, Case]) -> None:
    world, case = given
    await move(world, case, "billing")
    async with world.store.begin() as tx:
        await change_status(world.runtime, case.ticket, TicketStatus.ON_HOLD, STAFF, "h", tx)
    world.clock.advance(86_400)
    assert await PassingOn(world.runtime).work() is None


async def missed(world: World, case: Case, on_breach: str) -> Ticket:
    """The ticket is an account's with a target, which is missed while billing has it."""
    tiers = {"gold": AccountTier.model_validate({"first_response": "10m", "on_breach": on_breach})}
    world.runtime = replace(world.runtime, policy=world.runtime.policy.model_copy(update={"tiers": tiers}))
    world.restarted()
    await move(world, case, "billing")
    async with world.store.begin() as tx:
        await tx.execute(update(tickets).where(tickets.c.id == case.ticket.id).values(account="acme"))
    world.clock.advance(11 * 60)
    for _ in range(2):
        await ReplyClocks(world.runtime).work()
        await world.run()
    found = await world.store.tickets.get(case.ticket.id)
    assert found is not None
    return found


async def test_a_missed_target_pages_whoever_is_on_call(given: tuple[World, Case]) -> None:
    world, case = given
    assert (await missed(world, case, "page")).team == "billing"
    assert [m["text"] for m in world.slack.messages["ULINUS"]] == [
        "acme still waits for a first reply, which was due 10:10"
    ]


async def test_a_missed_target_gives_the_request_to_the_next_team_where_the_tier_wants_that(
    given: tuple[World, Case],
) -> None:
    world, case = given
    found = await missed(world, case, "reassign")
    assert (found.team, found.owner) == ("trust", UserId("UNORA"))
    assert "ULINUS" not in world.slack.messages
    draft = await world.store.decisions.draft(case.row.id)
    assert draft is not None
    assert draft.state is DraftState.PENDING
