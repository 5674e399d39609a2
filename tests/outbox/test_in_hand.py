"""An answer that is in hand and waits for its turn in Slack's rates can still be stopped, and only until its call."""

from __future__ import annotations

import pytest

from bot.domain.states import DraftState
from bot.errors import TransientError
from bot.outbox.withdrawn import reached, withdraw
from bot.store.records import PostState
from tests.outbox.world import World


async def test_a_change_stops_an_answer_whose_call_has_not_begun(world: World) -> None:
    case = await world.answer()
    (claimed,) = await world.store.posts.claim_due()
    async with world.store.begin() as tx:
        assert not await reached(world.runtime, case.row.id, tx, hold=True)
        assert await withdraw(world.runtime, case.row, "the question was edited", tx)
    await world.outbox._sender.send(claimed)
    assert world.slack.ours("CACME") == []
    assert (await world.post_of(case)).state is PostState.CANCELLED
    draft = await world.store.decisions.draft(case.row.id)
    assert draft is not None and draft.state is DraftState.SUPERSEDED


@pytest.mark.parametrize("hold", [True, False])
async def test_a_change_waits_for_an_answer_whose_call_has_begun(world: World, hold: bool) -> None:
    case = await world.answer()
    (claimed,) = await world.store.posts.claim_due()
    assert await world.store.posts.begin(claimed.id)
    with pytest.raises(TransientError):
        async with world.store.begin() as tx:
            await reached(world.runtime, case.row.id, tx, hold=hold)
    async with world.store.begin() as tx:
        assert not await withdraw(world.runtime, case.row, "the question was edited", tx)
    await world.outbox._sender.send(claimed)
    assert len(world.slack.ours("CACME")) == 1


async def test_a_claim_that_a_server_could_not_confirm_is_in_hand_for_a_minute_at_most(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(world.store.leases), "shared", True)
    case = await world.answer()
    await world.store.posts.claim_due()  # and the answer to the commit is lost: no task has it
    await world.run()
    assert world.slack.ours("CACME") == []
    await world.run(60.0)
    assert len(world.slack.ours("CACME")) == 1
    assert (await world.post_of(case)).state is PostState.SENT


async def test_a_change_waits_for_an_answer_that_may_have_gone_out_before(world: World) -> None:
    case = await world.answer()
    (claimed,) = await world.store.posts.claim_due()
    await world.store.posts.retry(claimed.id, world.clock.now(), uncertain=True)
    (claimed,) = await world.store.posts.claim_due()
    with pytest.raises(TransientError):
        async with world.store.begin() as tx:
            await reached(world.runtime, case.row.id, tx, hold=True)


async def test_a_change_waits_for_an_answer_whose_last_try_may_have_gone_out_however_many_came_before(
    world: World,
) -> None:
    case = await world.answer()
    (claimed,) = await world.store.posts.claim_due()
    await world.store.posts.retry(claimed.id, world.clock.now(), why="Slack refused it for haste")
    (claimed,) = await world.store.posts.claim_due()
    assert await world.store.posts.begin(claimed.id, claimed.attempts)
    await world.store.posts.retry(claimed.id, world.clock.now(), uncertain=True)
    with pytest.raises(TransientError):
        async with world.store.begin() as tx:
            await reached(world.runtime, case.row.id, tx, hold=True)


async def test_a_change_goes_on_once_slack_was_seen_not_to_have_the_answer(world: World) -> None:
    case = await world.answer()
    (claimed,) = await world.store.posts.claim_due()
    await world.store.posts.retry(claimed.id, world.clock.now(), uncertain=True)
    (claimed,) = await world.store.posts.claim_due()
    await world.store.posts.looked_for(claimed.id, claimed.attempts)  # and then the thread is seen to have changed
    await world.store.posts.retry(claimed.id, world.clock.now(), uncertain=True)
    async with world.store.begin() as tx:
        assert not await reached(world.runtime, case.row.id, tx, hold=True)
    (claimed,) = await world.store.posts.claim_due()
    assert claimed.begun, "whoever has it in hand looks once more"
