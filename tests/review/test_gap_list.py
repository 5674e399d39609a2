"""/earnest gaps: what nobody's article answers, with links, for the desk."""

from __future__ import annotations

from bot.domain import Tier
from bot.domain.inbound import Command
from bot.domain.states import DraftState
from bot.review.gap_list import GapList
from tests.fakes.embedding import WordEmbedder
from tests.outbox.world import STAFF, World

COMMAND = Command(command="/earnest", text="gaps", user=STAFF)


async def listed(world: World) -> str:
    message = await GapList(world.runtime, WordEmbedder()).listed(COMMAND, "")
    return message.text + str(message.blocks)


async def test_questions_left_to_people_or_declined_are_listed_and_answered_ones_are_not(world: World) -> None:
    for channel in ("CACME", "CCOMM"):
        await world.case(channel, DraftState.NONE, tier=Tier.ASSISTED, drafted=None, question="dark colour theme")
    await world.case(draft=DraftState.DECLINED, question="webhook signature header")
    await world.case(draft=DraftState.NONE, drafted=None, question="webhook signature header")
    await world.case(draft=DraftState.NONE, tier=Tier.HANDOFF, question="refund my money")
    await world.case(draft=DraftState.NONE, tier=Tier.HANDOFF, question="refund my money")
    await world.case(draft=DraftState.POSTED, question="export a report")
    await world.case(draft=DraftState.PENDING, question="export a report")
    said = await listed(world)
    assert "dark colour: 2 questions of 2 customers" in said
    assert "signature header: 2 questions of 1 customer" in said
    assert "refund" not in said and "export" not in said
    assert "4 unanswered questions, 4 of them in 2 gaps." in said
    assert "https://" in said


async def test_nothing_unanswered_is_told_as_such(world: World) -> None:
    assert "No two unanswered questions" in await listed(world)


async def test_what_was_asked_long_ago_is_left_out(world: World) -> None:
    made = {"tier": Tier.ASSISTED, "drafted": None, "question": "dark colour theme"}
    await world.case(draft=DraftState.NONE, **made)
    await world.case(draft=DraftState.NONE, **made)
    world.clock.advance(91 * 86_400)
    assert "No two unanswered questions" in await listed(world)
