"""An answer that people found wrong is not given alone again to a like question, until they find it right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain import Reason, ReasonCode, Tier
from bot.domain.states import DraftState
from bot.learn.verdicts import Verdicts
from bot.store.records import FlagVerdict
from tests.learn.test_auditing import HELD, judged
from tests.outbox.world import STAFF, Case, World

ASKED, ALIKE, OTHER = "which ways to pay do you have", "hi, which ways to pay do you have thanks", "how do I change it?"


async def asked(world: World, question: str = ASKED, **changes: Any) -> Case:
    world.clock.advance(3600)
    made = {"draft": DraftState.PENDING, "tier": Tier.REVIEWED, "reasons": HELD, "question": question} | changes
    return await world.case(**made)


async def held(world: World, case: Case, question: str) -> bool:
    made = case.row.decision
    return await world.store.audits.found_wrong(question, made.drafted, made.sources)


async def flagged(world: World, case: Case, verdict: FlagVerdict) -> None:
    ticket = case.ticket
    await Verdicts(world.runtime).judge(case.row, ticket.channel, ticket.thread_ts, STAFF, verdict=verdict)


async def test_an_audit_or_a_flag_that_found_it_wrong_holds_the_same_words_to_a_like_question_back(
    world: World,
) -> None:
    case = await asked(world)
    assert not await held(world, case, ASKED)
    await judged(world, case, passed=False)
    assert await held(world, case, ALIKE)
    assert not await held(world, case, OTHER), "to another question the same words may be right"
    drafted = case.row.decision.drafted
    assert drafted is not None
    sentences = (replace(drafted.generation.sentences[0], text="Something else."),)
    other = replace(drafted, generation=replace(drafted.generation, sentences=sentences))
    sources = case.row.decision.sources
    assert not await world.store.audits.found_wrong(ALIKE, other, sources), "other words are another answer"
    assert not await world.store.audits.found_wrong(ALIKE, None, sources)
    assert not await world.store.audits.found_wrong(ALIKE, drafted, ())
    world.clock.advance(91 * 86_400)
    assert not await held(world, case, ALIKE)


async def test_a_later_approval_lifts_it_and_a_later_flag_holds_it_again(world: World) -> None:
    await flagged(world, await asked(world), FlagVerdict.INACCURATE)
    assert await held(world, case := await asked(world), ALIKE)
    reasons = (Reason(ReasonCode.FOUND_WRONG, Tier.REVIEWED),)
    case = await asked(world, ALIKE, draft=DraftState.APPROVED, reasons=reasons)
    assert not await held(world, case, ASKED)
    await flagged(world, await asked(world), FlagVerdict.INACCURATE)
    assert await held(world, case, ASKED)


async def test_a_draft_that_nobody_judged_is_no_verdict_on_its_words(world: World) -> None:
    case = await asked(world)
    async with world.store.begin() as tx:
        await Verdicts(world.runtime).audit(case.row, passed=False, source="unanswered", tx=tx)
    assert await world.store.audits.count() == 1
    assert not await held(world, case, ASKED)
