"""What a card shows is what the tables say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import ChannelId, MessageTs, Mode, PostId, Reason, ReasonCode, Tier, UserId
from bot.domain.states import DraftState, ThreadState
from bot.outbox import post_intents as posts
from bot.outbox.blocks import CardState
from bot.review.card_facts import card_view
from bot.review.card_state import card_state
from bot.store.records import Draft, Flag, FlagVerdict, LogEntry, Message, Role, Turn, TurnState
from tests.fakes.slack import busy, refused
from tests.outbox.blocks.samples import decision
from tests.outbox.world import CUSTOMER, STAFF, Case, World

CARD = PostId("P1")
STATES = [
    (DraftState.PENDING, {}, {}, CardState.PENDING),
    (DraftState.PENDING, {"state": ThreadState.WITH_PEOPLE, "taken_by": STAFF}, {}, CardState.TAKEN),
    (DraftState.SUPERSEDED, {"state": ThreadState.WITH_PEOPLE, "taken_by": STAFF}, {}, CardState.TAKEN),
    (None, {"state": ThreadState.WITH_PEOPLE}, {}, CardState.HANDED_OVER),
    (DraftState.APPROVED, {}, {}, CardState.APPROVED),
    (DraftState.EDITED, {}, {}, CardState.EDITED),
    (DraftState.DECLINED, {}, {}, CardState.DECLINED),
    (DraftState.DECLINED, {"state": ThreadState.WITH_PEOPLE}, {}, CardState.DECLINED),
    (DraftState.POSTED, {}, {}, CardState.ANSWERED),
    (DraftState.POSTED, {"state": ThreadState.WITH_PEOPLE}, {}, CardState.HANDED_OVER),
    (DraftState.SUPERSEDED, {}, {}, CardState.SUPERSEDED),
    (DraftState.PENDING, {}, {"current": False}, CardState.SUPERSEDED),
    (None, {}, {"decision": decision(tier=Tier.HANDOFF)}, CardState.GIVEN_BACK),
]


@pytest.mark.parametrize(("draft", "ticket", "row", "state"), STATES)
async def test_where_a_card_stands(
    world: World, draft: DraftState | None, ticket: dict[str, Any], row: dict[str, Any], state: CardState
) -> None:
    case = await world.case()
    made = Draft(case.row.id, "Open it.", draft, world.clock.now()) if draft else None
    assert card_state(made, replace(case.ticket, **ticket), replace(case.row, **row), decided(case.turn)) is state


async def test_a_card_of_a_question_that_is_gone_is_cancelled_unless_it_was_answered(world: World) -> None:
    case = await world.case()
    gone = replace(case.turn, state=TurnState.DROPPED)
    pending = Draft(case.row.id, "Open it.", DraftState.SUPERSEDED, world.clock.now())
    assert card_state(pending, case.ticket, case.row, gone) is CardState.CANCELLED
    sent = replace(pending, state=DraftState.EDITED)
    assert card_state(sent, case.ticket, case.row, gone) is CardState.EDITED


async def test_in_watch_mode_a_request_for_people_was_never_handed_over(world: World) -> None:
    case = await world.case()
    watched = decision(tier=Tier.ASSISTED, reasons=(Reason(ReasonCode.WATCH_MODE, Tier.REVIEWED),))
    row = replace(case.row, decision=watched)
    assert card_state(None, case.ticket, row, decided(case.turn)) is CardState.PENDING


async def test_a_card_shows_who_asks_and_where(world: World) -> None:
    await world.case()
    world.clock.advance(3600)
    case = await world.case(draft=DraftState.PENDING)
    world.clock.advance(240)
    view = await card_view(world.runtime, case.row, CARD)
    assert (view.asker, view.channel_name, view.earlier) == ("Ucust", "cacme", 1)
    assert view.account is not None
    assert (view.account.name, view.account.plan) == ("acme", "business")
    assert view.question == "How do I export a report?"
    assert view.thread_url == f"https://home.example/CACME/{case.ticket.thread_ts}"
    assert view.now - view.asked_at == timedelta(minutes=4)
    assert (view.mode, view.oncall, view.zone_name) == (Mode.DRAFT, "Grace", "UTC")


async def test_a_community_channel_shows_no_account(world: World) -> None:
    case = await world.case("CCOMM", DraftState.PENDING)
    assert (await card_view(world.runtime, case.row, CARD)).account is None


async def test_what_slack_will_not_tell_is_left_out_and_a_link_is_made_without_it(world: World) -> None:
    case = await world.case(draft=DraftState.PENDING)
    world.slack.faults["users.info"].append(refused("missing_scope"))
    world.slack.faults["conversations.info"].append(busy())
    world.slack.faults["chat.getPermalink"].append(busy())
    view = await card_view(world.runtime, case.row, CARD)
    assert (view.asker, view.channel_name) == (CUSTOMER, "")
    assert view.thread_url.endswith(f"/archives/CACME/p{case.ticket.thread_ts.replace('.', '')}")


async def test_the_question_is_shown_as_it_now_stands(world: World) -> None:
    case = await world.case(draft=DraftState.PENDING)
    await world.store.messages.edit(case.ticket.channel, case.ticket.thread_ts, "How do I import?", MessageTs("9"))
    assert (await card_view(world.runtime, case.row, CARD)).question == "How do I import?"


async def test_later_messages_are_shown_that_no_other_card_answers(world: World) -> None:
    case = await world.case(draft=DraftState.PENDING)
    await says(world, case, "1", "It is urgent")
    await says(world, case, "2", "Done by us", Role.STAFF)
    await says(world, case, "3", "And a new question", answered=True)
    view = await card_view(world.runtime, case.row, CARD)
    assert [(m.author, m.text) for m in view.later] == [("Ucust", "It is urgent")]
    await world.take(case)
    view = await card_view(world.runtime, case.row, CARD)
    assert [m.text for m in view.later] == ["It is urgent", "And a new question"]


async def test_the_history_says_who_did_what(world: World) -> None:
    case, other = await world.case(draft=DraftState.PENDING), await world.case(draft=DraftState.PENDING)
    await did(world, case, "reassign", team="billing", owner="ULINUS")
    await did(world, case, "decline", reason="outdated")
    await did(world, case, "unheard_of")
    await did(world, other, "take")
    events = (await card_view(world.runtime, case.row, CARD)).events
    assert events == (
        "Reassigned to billing (Ulinus) by Uada · 2 Mar 2026 10:00 (UTC)",
        "Declined (outdated) by Uada · 2 Mar 2026 10:00 (UTC)",
    )


async def test_a_reassigned_card_is_its_new_teams_and_still_waits(world: World) -> None:
    case = await world.case(draft=DraftState.PENDING)
    await world.store.tickets.reassign(case.ticket.id, "billing", UserId("ULINUS"))
    await did(world, case, "reassign", team="billing", owner="ULINUS")
    view = await card_view(world.runtime, case.row, CARD)
    assert (view.team_name, view.owner, view.oncall) == ("billing", "Ulinus", "Linus")
    assert view.state is CardState.REASSIGNED


async def test_the_last_verdict_counts(world: World) -> None:
    case = await world.case()
    assert (await card_view(world.runtime, case.row, CARD)).accurate is None
    for by, verdict in (("UADA", FlagVerdict.ACCURATE), ("ULINUS", FlagVerdict.INACCURATE)):
        at = world.clock.advance(1)
        flag = Flag(f"flag:{by}", ChannelId("CDESK"), MessageTs("1"), UserId(by), verdict, at, case.row.id)
        await world.store.reviews.flag(flag, [])
        assert (await card_view(world.runtime, case.row, CARD)).accurate is (verdict is FlagVerdict.ACCURATE)


def decided(turn: Turn) -> Turn:
    return replace(turn, state=TurnState.DECIDED)


async def says(
    world: World, case: Case, ts: str, text: str, role: Role = Role.CUSTOMER, *, answered: bool = False
) -> None:
    place = MessageTs(f"1800000000.00000{ts}")
    now = world.clock.now()
    author = CUSTOMER if role is Role.CUSTOMER else STAFF
    await world.store.messages.add(Message(case.ticket.channel, place, case.ticket.id, author, role, text, now))
    if answered:
        async with world.store.begin() as tx:
            turn = await world.store.turns.gather(case.ticket.id, author, lambda first: first, tx)
            await world.store.turns.move(turn.id, tuple(TurnState), TurnState.DECIDED, tx=tx)
            await world.store.messages.assign(case.ticket.channel, place, turn.id, tx)


async def did(world: World, case: Case, action: str, **detail: str) -> None:
    entry = LogEntry(f"{action}:{case.row.id}", STAFF, action, world.clock.now(), case.ticket.id, case.row.id, detail)
    await world.store.reviews.log(entry)


@pytest.mark.parametrize(("closed_s", "linked"), [(20, True), (120, False)])
async def test_a_pointer_waits_for_its_card_while_the_desk_is_closed_and_goes_without_its_link_in_the_end(
    world: World, closed_s: int, linked: bool
) -> None:
    case = await world.card()
    await world.add(posts.pointer(posts.ChannelId("CBILL"), case.ticket, case.row, "billing"))
    world.slack.standing["chat.postMessage", "CDESK"] = "is_archived"
    for _ in range(closed_s):
        await world.run(1.0)
    assert len(world.slack.ours("CBILL")) == (0 if linked else 1)
    del world.slack.standing["chat.postMessage", "CDESK"]
    for _ in range(3):
        await world.run(20.0)
    (card,), (pointer,) = world.slack.ours("CDESK"), world.slack.ours("CBILL")
    assert (f"CDESK/{card['ts']}" in str(pointer)) is linked
