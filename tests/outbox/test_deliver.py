"""What a decision sends out: which calls, held back by what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import Conversation, Mode, Reason, ReasonCode, Tier
from bot.domain.states import DraftState, ThreadState
from bot.outbox.deliver import deliver
from bot.policy import Review
from bot.store.records import TurnState
from tests.outbox.blocks.samples import decision
from tests.outbox.world import CUSTOMER, STAFF, Case, World

LATE_S = 600.0


async def gathering(world: World, channel: str = "CACME") -> Case:
    """A case whose turn waits for its decision."""
    case = await world.case(channel)
    async with world.store.begin() as tx:
        turn = await world.store.turns.gather(case.ticket.id, CUSTOMER, lambda first: first, tx)
    return replace(case, turn=turn)


def conversation(case: Case) -> Conversation:
    return Conversation(
        ticket_id=case.ticket.id,
        turn_id=case.turn.id,
        revision=case.turn.revision,
        channel=case.ticket.channel,
        thread_ts=case.ticket.thread_ts,
        question="How do I export a report?",
        asked_by=CUSTOMER,
        asked_at=case.turn.first_at,
        mode=Mode.AUTO,
    )


async def decided(world: World, tier: Tier, *reasons: ReasonCode, team: str = "support") -> Case:
    case = await gathering(world)
    made = decision(tier=tier, reasons=tuple(Reason(code, tier) for code in reasons), team=team)
    outcome = await deliver(world.runtime, conversation(case), made)
    assert outcome.written
    return case


async def kinds(world: World, case: Case) -> list[str]:
    return [post.kind for post in await world.store.posts.of_ticket(case.ticket.id)]


async def test_a_customer_hears_once_when_nobody_decides_on_a_draft_for_ten_minutes(world: World) -> None:
    case = await decided(world, Tier.REVIEWED, ReasonCode.DRAFT_MODE)
    await world.run(LATE_S - 1)
    assert world.slack.ours("CACME") == []
    await world.run(1)
    (notice,) = world.slack.ours("CACME")
    assert "We have not forgotten your question" in notice["text"]
    await world.run(LATE_S)
    assert len(world.slack.ours("CACME")) == 1
    assert await kinds(world, case) == ["card", "notice"]


async def test_a_draft_decided_in_time_needs_no_notice(world: World) -> None:
    case = await decided(world, Tier.REVIEWED, ReasonCode.DRAFT_MODE)
    await world.run()
    row = (await world.store.decisions.of_ticket(case.ticket.id))[-1]
    assert await world.store.decisions.settle(row.id, DraftState.APPROVED, STAFF, "text")
    await world.run(LATE_S + 1)
    assert world.slack.ours("CACME") == []


async def test_in_watch_mode_the_desk_sees_a_draft_and_the_customer_nothing(world: World) -> None:
    case = await decided(world, Tier.REVIEWED, ReasonCode.WATCH_MODE)
    handed = await decided(world, Tier.HANDOFF, ReasonCode.ESCALATE_INTENT, ReasonCode.WATCH_MODE)
    await world.run(LATE_S + 1)
    assert world.slack.ours("CACME") == []
    assert await kinds(world, case) == ["card"]
    assert await kinds(world, handed) == ["card"]


async def test_a_handoff_tells_the_customer_and_points_its_team_to_the_card(world: World) -> None:
    case = await decided(world, Tier.HANDOFF, ReasonCode.ESCALATE_INTENT, team="billing")
    await world.run()
    await world.run(10)  # the pointer waits for the card, whose link it carries
    assert len(world.slack.ours("CDESK")) == 1
    assert len(world.slack.ours("CBILL")) == 1
    (notice,) = world.slack.ours("CACME")
    assert "our billing team" in notice["text"]
    ticket = await world.store.tickets.get(case.ticket.id)
    assert ticket is not None
    assert (ticket.state, ticket.team) == (ThreadState.WITH_PEOPLE, "billing")


@pytest.mark.parametrize("again", [1, 3])
async def test_a_decision_written_twice_sends_nothing_twice(world: World, again: int) -> None:
    case = await gathering(world)
    made = decision(tier=Tier.ANSWERED)
    outcomes = [await deliver(world.runtime, conversation(case), made) for _ in range(1 + again)]
    assert len({outcome.decision_id for outcome in outcomes}) == 1
    await world.run()
    assert len(world.slack.ours("CACME")) == 1


async def test_a_question_that_changed_meanwhile_is_not_decided_on_its_old_words(world: World) -> None:
    case = await gathering(world)
    await world.store.turns.revise(case.turn.id, world.clock.now())
    assert not (await deliver(world.runtime, conversation(case), decision(tier=Tier.ANSWERED))).written
    await world.run()
    assert world.slack.ours("CACME") == []


async def test_a_thread_taken_meanwhile_is_decided_anew_with_that_in_mind(world: World) -> None:
    case = await gathering(world)
    await world.take(case)
    assert not (await deliver(world.runtime, conversation(case), decision(tier=Tier.ANSWERED))).written
    turn = await world.store.turns.get(case.turn.id)
    assert turn is not None
    assert (turn.state, turn.revision) == (TurnState.GATHERING, case.turn.revision + 1)


async def sampled(world: World, number: int, **rule: float) -> int:
    """How many of so many answers without review got a card for audit."""
    world.runtime.policy.__dict__["review"] = Review(**{"first": 0, "weekly": 0, **rule})
    cards = 0
    for _ in range(number):
        case = await decided(world, Tier.ANSWERED, ReasonCode.ALL_CLEAR)
        cards += "card" in await kinds(world, case)
    return cards


async def test_the_first_answers_after_trust_was_earned_all_go_to_the_desk_for_audit(world: World) -> None:
    assert await sampled(world, 5, first=20, sample=0.0) == 5


async def test_of_later_answers_a_share_goes_to_the_desk_drawn_by_the_decisions_own_id(world: World) -> None:
    assert await sampled(world, 20, sample=0.0) == 0
    assert 3 <= await sampled(world, 40, sample=0.25) <= 18
    assert await sampled(world, 5, sample=1.0) == 5


async def test_where_few_answers_go_out_as_many_as_the_floor_says_are_audited(world: World) -> None:
    assert await sampled(world, 5, sample=0.0, weekly=5) == 5


async def test_work_that_is_done_again_after_a_crash_draws_the_same(world: World) -> None:
    world.runtime.policy.__dict__["review"] = Review(first=0, weekly=0, sample=0.5)
    for _ in range(10):
        case = await gathering(world)
        made = decision(tier=Tier.ANSWERED, reasons=(Reason(ReasonCode.ALL_CLEAR, Tier.ANSWERED),))
        await deliver(world.runtime, conversation(case), made)
        before = await kinds(world, case)
        await deliver(world.runtime, conversation(case), made)
        assert await kinds(world, case) == before


async def test_an_answer_that_a_person_sees_anyway_gets_no_second_card(world: World) -> None:
    case = await decided(world, Tier.REVIEWED, ReasonCode.INTENT_NOT_TRUSTED)
    assert (await kinds(world, case)).count("card") == 1
