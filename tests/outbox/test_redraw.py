"""Cards redrawn in place, and pointers to them."""

from __future__ import annotations

from bot.domain import ChannelId
from bot.domain.states import DraftState
from bot.outbox import post_intents as posts
from bot.outbox.team_intents import team_card
from bot.store.records import PostState
from tests.fakes.slack import busy, lost_answer, lost_call, refused
from tests.outbox.world import STAFF, Case, World


async def redraw(world: World, case: Case, *because: str) -> None:
    await world.add(*(posts.card_update("CDESK", case.ticket, case.row.id, why) for why in because))


async def states(world: World, case: Case) -> list[PostState]:
    return [p.state for p in await world.store.posts.of_ticket(case.ticket.id) if p.kind == "card_update"]


async def test_an_update_shows_the_card_as_things_stand_when_it_is_drawn(world: World) -> None:
    case = await world.card()
    await world.run()
    await redraw(world, case, "approved")
    await world.store.decisions.settle(case.row.id, DraftState.APPROVED, STAFF)
    await world.run()
    (card,) = world.slack.ours("CDESK")
    assert card["text"].startswith("Approved and sent")
    assert card["blocks"][0]["block_id"] == f"earnest:{(await world.post_of(case, 'card')).id}"


async def test_several_waiting_updates_of_a_card_are_one_call(world: World) -> None:
    case, other = await world.card(), await world.card()
    await world.run()
    await redraw(world, case, "one", "two", "three")
    await redraw(world, other, "one")
    await world.run()
    assert len(world.slack.made("chat.update")) == 2
    assert sorted(await states(world, case)) == [PostState.CANCELLED, PostState.CANCELLED, PostState.SENT]


async def test_a_card_that_is_not_out_yet_needs_no_update(world: World) -> None:
    case = await world.card()
    world.slack.faults["chat.postMessage"].append(busy(5.0))
    await world.run()
    await redraw(world, case, "took")
    await world.take(case)
    await world.run()
    assert await states(world, case) == [PostState.CANCELLED]
    await world.run(5.0)
    assert world.slack.ours("CDESK")[0]["text"].startswith("Taken by a person")
    assert world.slack.made("chat.update") == []


async def test_what_happens_before_a_lost_card_is_found_is_shown_when_it_is(world: World) -> None:
    case = await world.card()
    world.slack.faults["chat.postMessage"].append(lost_answer())
    await world.run()
    assert (await world.post_of(case, "card")).state is PostState.DUE
    await redraw(world, case, "took")
    await world.take(case)
    await world.run()
    for _ in range(3):
        await world.run(2.0)
    (card,) = world.slack.ours("CDESK")
    assert card["text"].startswith("Taken by a person")


async def test_an_update_waits_while_its_card_is_on_its_way(world: World) -> None:
    case = await world.card()
    await world.store.posts.claim_due()
    await redraw(world, case, "took")
    await world.run()
    assert await states(world, case) == [PostState.DUE]
    await world.outbox.recover()
    await world.run(2.0)
    await world.run(1.0)
    assert (await world.post_of(case, "card")).state is PostState.SENT
    assert await states(world, case) in ([PostState.SENT], [PostState.CANCELLED])


async def test_an_update_of_a_card_that_somebody_deleted_ends_quietly(world: World) -> None:
    case = await world.card()
    await world.run()
    world.slack.messages["CDESK"].clear()
    await redraw(world, case, "took")
    await world.run()
    assert await states(world, case) == [PostState.FAILED]
    assert world.ended == []


async def test_a_teams_card_is_drawn_anew_although_somebody_deleted_the_desks(world: World) -> None:
    case = await world.card()
    await world.add(team_card(ChannelId("CBILL"), case.ticket, case.row, "billing", "given"))
    await world.run()
    world.slack.messages["CDESK"].clear()
    await world.take(case)
    await redraw(world, case, "took")
    await world.run()
    assert [card["text"].startswith("Taken by a person") for card in world.slack.ours("CBILL")] == [True]


async def test_an_update_outlives_a_limit_and_a_lost_answer(world: World) -> None:
    case = await world.card()
    await world.run()
    await redraw(world, case, "took")
    world.slack.faults["chat.update"].extend([busy(2.0), lost_call()])
    for _ in range(3):
        await world.run(2.0)
    assert await states(world, case) == [PostState.SENT]


async def test_a_card_whose_blocks_are_refused_keeps_its_words_up_to_date(world: World) -> None:
    case = await world.card()
    await world.run()
    await world.take(case)
    await redraw(world, case, "took")
    world.slack.faults["chat.update"].append(refused("invalid_blocks"))
    await world.run()
    assert world.slack.ours("CDESK")[0]["text"].startswith("Taken by a person")


async def test_a_pointer_waits_for_its_card_and_leads_to_it(world: World) -> None:
    case = await world.case(draft=DraftState.PENDING)
    await world.add(
        posts.pointer(ChannelId("CBILL"), case.ticket, case.row, "billing"), posts.card("CDESK", case.ticket, case.row)
    )
    world.slack.faults["chat.postMessage"].append(busy(3.0))
    await world.run()
    assert world.slack.ours("CBILL") == []
    for _ in range(4):
        await world.run(1.0)
    (card,), (pointer,) = world.slack.ours("CDESK"), world.slack.ours("CBILL")
    assert "billing" in pointer["text"]
    assert card["ts"] in str(pointer["blocks"])


async def test_a_pointer_does_not_wait_for_ever(world: World) -> None:
    case = await world.case(draft=DraftState.PENDING)
    await world.add(
        posts.card("CDESK", case.ticket, case.row), posts.pointer(ChannelId("CBILL"), case.ticket, case.row, "billing")
    )
    world.slack.standing["chat.postMessage", "CDESK"] = "not_in_channel"
    for _ in range(80):
        await world.run(1.0)
    assert len(world.slack.ours("CBILL")) == 1
