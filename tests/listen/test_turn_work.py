"""The durable work on a turn: it ends as a decision, whatever the steps in the middle do."""

from __future__ import annotations

import asyncio
import json

from bot.domain import ChannelId, Conversation, Decision, MessageTs, TicketId, Tier, TurnId
from bot.domain.ports import Steps
from bot.errors import PermanentError, UnforeseenError
from bot.listen.turn_work import TurnWork
from bot.listen.turn_workflows import InProgress, workflow_id
from bot.platform.plain_steps import PlainSteps
from bot.store.records import Message, Role, Ticket, Turn, TurnState
from tests.outbox.blocks.samples import decision
from tests.outbox.world import CUSTOMER, DESK, World


async def asked(world: World) -> Turn:
    """A question that nobody has decided."""
    store, now = world.store, world.clock.now()
    ts = MessageTs(world.slack.customer_says("CACME", "How do I export?"))
    async with store.begin() as tx:
        opened = Ticket(TicketId("t1"), ChannelId("CACME"), ts, CUSTOMER, now, now)
        await store.tickets.open(opened, tx)
        turn = await store.turns.gather(opened.id, CUSTOMER, lambda first: first, tx)
        said = Message(opened.channel, ts, opened.id, CUSTOMER, Role.CUSTOMER, "How do I export?", now, turn.id)
        await store.messages.add(said, tx)
    return turn


def work_on(world: World, made: Decision | Exception) -> TurnWork:
    async def decide(conversation: Conversation, steps: Steps) -> Decision:
        if isinstance(made, Exception):
            raise made
        return made

    return TurnWork(world.runtime, decide, InProgress(asyncio.Event()))


async def test_a_decided_turn_leaves_as_its_decision_says(world: World) -> None:
    turn = await asked(world)
    await work_on(world, decision(tier=Tier.REVIEWED)).workflow(PlainSteps(), workflow_id(turn))
    stored = await world.store.turns.get(turn.id)
    assert stored is not None and stored.state is TurnState.DECIDED
    assert [p.kind for p in await world.store.posts.of_ticket(turn.ticket_id)] == ["card", "notice"]


async def test_a_turn_that_no_step_can_finish_becomes_a_card(world: World) -> None:
    turn = await asked(world)
    work = work_on(world, PermanentError("unused"))
    await work.failed("turn", workflow_id(turn), workflow_id(turn), PermanentError("the disk is full"))
    assert "card" in [post.kind for post in await world.store.posts.of_ticket(turn.ticket_id)]
    row = (await world.store.decisions.of_ticket(turn.ticket_id))[-1]
    assert (row.decision.tier, row.decision.reasons[0].code.value) == (Tier.ASSISTED, "engine_failed")


async def test_the_card_of_a_question_that_met_a_bug_shows_the_id_that_the_log_has(world: World) -> None:
    turn = await asked(world)
    error = UnforeseenError("the work failed in a way nobody foresaw (KeyError)", code="3fa2b1c0")
    await work_on(world, error).failed("turn", workflow_id(turn), workflow_id(turn), error)
    await world.run()
    assert "something failed here, id 3fa2b1c0; a person should look" in json.dumps(world.slack.ours(DESK))


async def test_work_on_an_older_revision_decides_nothing(world: World) -> None:
    turn = await asked(world)
    await work_on(world, decision()).workflow(PlainSteps(), f"{turn.id}:{turn.revision + 1}")
    assert await world.store.decisions.of_ticket(turn.ticket_id) == []


async def test_a_turn_that_is_gone_ends_quietly(world: World) -> None:
    await work_on(world, decision()).workflow(PlainSteps(), f"{TurnId('unknown')}:1")
    assert await world.store.posts.next_due() is None
