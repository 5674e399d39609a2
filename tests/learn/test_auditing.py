"""Acts of the desk are audits, audits are trust, and the desk hears of each change once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import Reason, ReasonCode, Tier
from bot.domain.states import Act, DraftState
from bot.learn.auditing import Auditing
from bot.policy.trust import trust_after
from bot.store.records import LogEntry
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


async def test_a_draft_that_somebody_took_and_never_judged_counts_as_wrong_after_a_day(world: World) -> None:
    case = await drafted(world, 1)
    await world.store.decisions.settle(case.row.id, DraftState.SUPERSEDED, STAFF)
    await world.store.reviews.log(
        LogEntry("take", STAFF, Act.TAKE.value, world.clock.now(), case.ticket.id, case.row.id)
    )
    for hours, found in ((23, []), (2, [False]), (24, [False])):
        world.clock.advance(timedelta(hours=hours).total_seconds())
        await Auditing(world.runtime).work()
        assert [one.accurate for one in await world.store.audits.of_decision(case.row.id)] == found


async def test_what_was_judged_within_the_day_stays_as_it_was_judged(world: World) -> None:
    case = await drafted(world, 1)
    await world.store.decisions.settle(case.row.id, DraftState.SUPERSEDED, STAFF)
    entry = LogEntry("take", STAFF, Act.TAKE.value, world.clock.now(), case.ticket.id, case.row.id)
    await world.store.reviews.log(entry)
    await judged(world, replace(case), passed=True)
    world.clock.advance(2 * 86_400)
    await Auditing(world.runtime).work()
    assert [one.accurate for one in await world.store.audits.of_decision(case.row.id)] == [True]
