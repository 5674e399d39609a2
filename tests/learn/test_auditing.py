"""Acts of the desk are audits, audits are trust, and the desk hears of each change once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import MessageTs, Reason, ReasonCode, Tier, UserId
from bot.domain.states import Act, DraftState
from bot.language.holding import only_holds
from bot.learn.auditing import Auditing
from bot.listen.take_over import take_over
from bot.policy import Intent
from bot.policy.trust import trust_after
from bot.policy.trust_record import trust_in
from bot.store.records import LogEntry, Message, Role
from tests.outbox.blocks.samples import decision
from tests.outbox.world import STAFF, Case, World

HELD = (Reason(ReasonCode.INTENT_NOT_TRUSTED, Tier.REVIEWED, "feature_question"),)


async def drafted(world: World, number: int, reasons: tuple[Reason, ...] = HELD) -> Case:
    """A draft that nothing but trust held back, on a question of its own."""
    question = f"Where is setting {number} {number * 7919} of page {number * 104729}"
    return await world.case(draft=DraftState.PENDING, tier=Tier.REVIEWED, reasons=reasons, question=question)


async def judged(world: World, case: Case, *, passed: bool) -> None:
    async with world.store.begin() as tx:
        await Auditing(world.runtime).audit(case.row, passed=passed, source="approve", tx=tx)


async def events(world: World) -> tuple[bool, int]:
    """Whether trust is earned by now, and over how many audits of this period."""
    made = decision()
    assert made.drafted is not None
    name, engine = made.classification.intents[0].name, made.drafted.generation.engine
    state = trust_after(await world.store.audits.events(name, engine))
    return state.earned, state.audits


async def desk(world: World) -> list[str]:
    await world.run()
    return [message["text"] for message in world.slack.messages["CDESK"]]


async def test_forty_passes_earn_trust_and_four_fails_lose_it_and_the_desk_hears_of_each_once(world: World) -> None:
    for number in range(40):
        world.clock.advance(3600)
        await judged(world, await drafted(world, number), passed=True)
    assert await events(world) == (True, 40)
    (told,) = await desk(world)
    assert "has earned answers without review" in told
    assert "40 of 40 right" in told
    for number in range(40, 44):
        world.clock.advance(3600)
        await judged(world, await drafted(world, number), passed=False)
    assert (await events(world))[0] is False
    assert "is back to drafts" in (await desk(world))[1]


async def test_an_answer_is_audited_once_and_what_held_it_back_otherwise_not_at_all(world: World) -> None:
    case = await drafted(world, 1)
    await judged(world, case, passed=True)
    await judged(world, case, passed=False)
    stale = await drafted(world, 2, (*HELD, Reason(ReasonCode.STALE_SOURCE, Tier.REVIEWED, "an article")))
    await judged(world, stale, passed=False)
    assert [one.accurate for one in await world.store.audits.of_decision(case.row.id)] == [True]
    assert await world.store.audits.count() == 1


async def test_a_question_that_repeats_one_of_the_week_is_kept_and_does_not_count(world: World) -> None:
    await judged(world, await drafted(world, 1), passed=True)
    await judged(world, await drafted(world, 1), passed=True)
    assert await world.store.audits.count() == 2
    assert (await events(world))[1] == 1
    world.clock.advance(8 * 86_400)
    await judged(world, await drafted(world, 1), passed=True)
    assert (await events(world))[1] == 2


@pytest.mark.parametrize("acts", [[Act.TAKE], [Act.REPLY], [Act.TAKE, Act.REPLY]])
async def test_a_draft_that_somebody_took_or_replied_in_place_of_and_never_judged_counts_once_as_wrong_after_a_day(
    world: World, acts: list[Act]
) -> None:
    case = await drafted(world, 1)
    await world.store.decisions.settle(case.row.id, DraftState.SUPERSEDED, STAFF)
    for act in acts:
        await world.store.reviews.log(
            LogEntry(act.value, STAFF, act.value, world.clock.now(), case.ticket.id, case.row.id)
        )
    for hours, found in ((23, []), (2, [False]), (24, [False])):
        world.clock.advance(timedelta(hours=hours).total_seconds())
        await Auditing(world.runtime).work()
        assert [one.accurate for one in await world.store.audits.of_decision(case.row.id)] == found
    since = world.clock.now() - timedelta(days=30)
    assert await world.store.audits.not_judged("feature_question", "extractive", since) == (1, 0)


@pytest.mark.parametrize("act", [Act.TAKE, Act.REPLY])
async def test_what_was_judged_within_the_day_stays_as_it_was_judged(world: World, act: Act) -> None:
    case = await drafted(world, 1)
    await world.store.decisions.settle(case.row.id, DraftState.SUPERSEDED, STAFF)
    entry = LogEntry("left", STAFF, act.value, world.clock.now(), case.ticket.id, case.row.id)
    await world.store.reviews.log(entry)
    await judged(world, replace(case), passed=True)
    world.clock.advance(2 * 86_400)
    await Auditing(world.runtime).work()
    assert [one.accurate for one in await world.store.audits.of_decision(case.row.id)] == [True]


@pytest.mark.slow
async def test_where_intents_are_judged_together_one_among_many_takes_more(world: World) -> None:
    rule = world.runtime.policy.review.model_copy(update={"together": True})
    intents = {**world.runtime.policy.intents, "billing": Intent(), "bugs": Intent()}
    together = world.runtime.policy.model_copy(update={"review": rule, "intents": intents})
    runtime = replace(world.runtime, policy=together)
    name, engine = "feature_question", "extractive"
    earned = []
    for number in range(55):
        world.clock.advance(3600)
        case = await drafted(world, number)
        async with world.store.begin() as tx:
            await Auditing(runtime).audit(case.row, passed=True, source="approve", tx=tx)
        earned.append((await trust_in(together, name, engine, world.store.audits.events)).earned)
    assert earned.index(True) + 1 == 55, "log(3 * 20) / log(.97 / .90) is 54.7"
    assert (await events(world))[0], "alone it would be trusted since the fortieth"
    assert len([text for text in await desk(world) if "has earned" in text]) == 1


async def left(world: World, case: Case, by: UserId = STAFF) -> None:
    """Somebody took the thread while its draft waited."""
    assert await world.store.tickets.take(case.ticket.id, by)
    assert await world.store.decisions.settle(case.row.id, DraftState.SUPERSEDED, by)


async def found(world: World, case: Case) -> list[bool]:
    """The verdicts on a draft, two days later."""
    world.clock.advance(2 * 86_400)
    await Auditing(world.runtime).work()
    return [one.accurate for one in await world.store.audits.of_decision(case.row.id)]


async def test_a_draft_that_a_colleagues_answer_in_the_thread_left_undecided_counts_as_wrong_after_a_day(
    world: World,
) -> None:
    case, judged_right = await drafted(world, 1), await drafted(world, 2)
    for one in (case, judged_right):
        world.clock.advance(60)
        async with world.store.begin() as tx:
            await take_over(world.runtime, one.ticket, STAFF, Act.STAFF_REPLIED, "1.1", tx)
    await judged(world, judged_right, passed=True)
    assert await found(world, case) == [False]
    assert await found(world, judged_right) == [True]


async def test_a_draft_that_was_approved_at_once_and_withdrawn_by_a_colleagues_answer_is_no_wrong_one(
    world: World,
) -> None:
    case = await drafted(world, 1)
    await world.store.decisions.settle(case.row.id, DraftState.APPROVED, STAFF, "as it was")
    async with world.store.begin() as tx:
        assert await world.store.decisions.withdraw(case.row.id, tx)
    assert await found(world, case) == []


@pytest.mark.parametrize("answered", [None, "Open Settings and press Export.", "I'll look into it"])
async def test_a_thread_that_is_given_back_unanswered_is_drafted_anew_and_its_first_draft_is_not_counted(
    world: World, answered: str | None
) -> None:
    case = await drafted(world, 1)
    world.clock.advance(60)
    await left(world, case)
    world.clock.advance(60)
    if answered:
        said = Message(
            case.ticket.channel,
            MessageTs("9.9"),
            case.ticket.id,
            STAFF,
            Role.STAFF,
            answered,
            world.clock.now(),
            None,
            chatter=only_holds(answered),
        )
        await world.store.messages.add(said)
    world.clock.advance(60)
    back = LogEntry("back", STAFF, Act.GIVE_BACK.value, world.clock.now(), case.ticket.id, case.row.id)
    await world.store.reviews.log(back)
    assert await found(world, case) == ([False] if answered and not only_holds(answered) else [])
