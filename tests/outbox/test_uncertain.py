"""Calls that may have happened: looked for, never made twice, never dropped."""

from __future__ import annotations

import pytest

from bot.domain import MessageTs
from bot.outbox import post_intents as posts
from bot.store.records import PostState
from tests.fakes.slack import Fault, busy, lost_answer, lost_call, refused
from tests.outbox.world import STAFF, World


@pytest.mark.parametrize("keeps_metadata", [True, False])
async def test_a_post_whose_answer_was_lost_is_not_made_again(world: World, keeps_metadata: bool) -> None:
    world.slack.keeps_metadata = keeps_metadata
    case = await world.answer()
    world.slack.faults["chat.postMessage"].append(lost_answer())
    await world.run()
    assert (await world.post_of(case)).state is PostState.DUE
    await world.run(2.0)
    (sent,) = world.slack.ours("CACME")
    post = await world.post_of(case)
    assert (post.state, post.slack_ts) == (PostState.SENT, sent["ts"])
    assert len(await world.store.messages.of_ticket(case.ticket.id)) == 2


async def test_a_post_that_never_arrived_is_made_once(world: World) -> None:
    await world.answer()
    world.slack.faults["chat.postMessage"].append(lost_call())
    await world.run()
    await world.run(2.0)
    assert len(world.slack.ours("CACME")) == 1
    assert len(world.slack.made("chat.postMessage")) == 2


async def test_while_slack_cannot_be_searched_nothing_is_posted_again(world: World) -> None:
    case = await world.answer()
    world.slack.faults["chat.postMessage"].append(lost_answer())
    world.slack.faults["conversations.replies"].extend([busy(3.0), busy(), busy()])
    for _ in range(4):
        await world.run(3.0)
        assert len(world.slack.made("chat.postMessage")) == 1
    await world.run(60.0)
    assert len(world.slack.ours("CACME")) == 1
    assert (await world.post_of(case)).state is PostState.SENT


async def test_once_uncertain_a_post_is_looked_for_before_every_try(world: World) -> None:
    """The lost call arrives late: after the first search, while the second try is told to wait."""
    case = await world.answer()
    world.slack.faults["chat.postMessage"].extend([lost_call(), busy(5.0)])
    await world.run()
    await world.run(2.0)
    late = await world.post_of(case)
    metadata = {"event_payload": {"post_id": late.id}}
    await world.slack.call(
        "chat.postMessage",
        {"channel": "CACME", "text": "late", "thread_ts": case.ticket.thread_ts, "metadata": metadata},
    )
    await world.run(10.0)
    assert [m["text"] for m in world.slack.ours("CACME")] == ["late"]
    assert (await world.post_of(case)).state is PostState.SENT


async def test_a_crash_before_the_call_posts_once(world: World) -> None:
    await world.answer()
    await world.card()
    assert len(await world.store.posts.claim_due()) == 2  # and then the process ends
    assert await world.restarted().recover() == 2
    await world.run()
    assert len(world.slack.ours("CACME")) == len(world.slack.ours("CDESK")) == 1
    assert not world.slack.made("conversations.replies"), "what was not begun need not be looked for"


async def test_a_post_that_was_begun_is_looked_for_whatever_an_older_process_says(world: World) -> None:
    """Who never says when it calls leaves `begun` as it finds it: as it is while nobody has the post in hand."""
    case = await world.answer()
    (claimed,) = await world.store.posts.claim_due()
    await world.store.posts.retry(claimed.id, world.clock.now())
    assert (await world.post_of(case)).begun
    (claimed,) = await world.store.posts.claim_due()
    assert await world.store.posts.begin(claimed.id)
    await world.restarted().recover()
    assert (await world.post_of(case)).uncertain
    await world.run(2.0)
    assert world.slack.made("conversations.replies") and len(world.slack.ours("CACME")) == 1


async def test_who_tried_a_post_before_it_was_claimed_anew_has_no_say_in_it(world: World) -> None:
    """The answer to a commit may be lost, so that it is written once more when another process calls already."""
    await world.answer()
    (first,) = await world.store.posts.claim_due()
    assert await world.store.posts.retry(first.id, world.clock.now(), tried=first.attempts)
    (second,) = await world.store.posts.claim_due()
    assert not await world.store.posts.retry(first.id, world.clock.now(), tried=first.attempts)
    assert not await world.store.posts.begin(first.id, first.attempts)
    assert await world.store.posts.begin(second.id, second.attempts)


async def test_a_call_that_was_called_off_while_it_waited_for_its_turn_is_not_begun(world: World) -> None:
    await world.answer()
    (claimed,) = await world.store.posts.claim_due()
    assert await world.store.posts.cancel(claimed.id, "taken back")
    assert not await world.store.posts.begin(claimed.id)


async def test_a_crash_after_the_call_posts_nothing_more(world: World) -> None:
    case = await world.answer()
    world.slack.faults["chat.postMessage"].append(Fault(done=True, hangs=True))
    await world.outbox.work()
    await world.slack.hanging.wait()
    await world.outbox.drain(0)
    await world.restarted().recover()
    await world.run(2.0)
    assert len(world.slack.ours("CACME")) == 1
    assert (await world.post_of(case)).state is PostState.SENT


async def test_the_card_of_a_crash_is_looked_for_by_slacks_clock_and_not_by_ours(world: World) -> None:
    """Ours is years ahead of the Slack in memory; the search begins a minute before the question."""
    case = await world.card()
    world.slack.faults["chat.postMessage"].append(lost_answer())
    await world.run()
    await world.run(2.0)
    assert len(world.slack.ours("CDESK")) == 1
    (searched,) = world.slack.made("conversations.history")
    assert float(searched["oldest"]) == pytest.approx(float(case.ticket.thread_ts) - 60)


async def test_a_card_that_was_found_is_redrawn_as_things_stand_now(world: World) -> None:
    case = await world.card()
    world.slack.faults["chat.postMessage"].append(lost_answer())
    await world.run()
    await world.take(case)
    await world.add(posts.card_update("CDESK", case.ticket, case.row.id, "took"))
    await world.run(2.0)
    await world.run(1.0)  # the update may have met the card on its way
    (card,) = world.slack.ours("CDESK")
    assert card["text"].startswith("Taken by a person")


async def test_a_desk_that_is_known_by_name_is_searched_where_the_last_card_went(named_desk: World) -> None:
    world = named_desk
    await world.card()
    await world.run()
    assert world.runtime.directory.desk == "CDESK"
    world.runtime.directory.channels._alias.clear()  # as after a restart, where Slack lists no channels
    case = await world.card()
    world.slack.faults["chat.postMessage"].append(lost_answer())
    await world.run()
    await world.run(2.0)
    assert len(world.slack.ours("CDESK")) == 2
    assert (await world.post_of(case, "card")).state is PostState.SENT


@pytest.mark.parametrize("listed", [True, False])
async def test_the_first_card_on_a_desk_known_by_name_is_not_lost(named_desk: World, listed: bool) -> None:
    """Where Slack lists no channels either, nobody can say where to look: a second card does less harm than none."""
    world = named_desk
    if listed:
        world.slack.listed.append({"id": "CDESK", "name": "support-desk", "is_member": True})
    case = await world.card()
    world.slack.faults["chat.postMessage"].append(lost_answer())
    await world.run()
    await world.run(2.0)
    assert len(world.slack.ours("CDESK")) == (1 if listed else 2)
    assert (await world.post_of(case, "card")).state is PostState.SENT


@pytest.mark.parametrize("heard_of", [True, False])
async def test_a_reply_that_fell_out_of_its_deleted_thread_is_taken_away(world: World, heard_of: bool) -> None:
    case = await world.answer()
    world.slack.messages["CACME"].clear()
    world.slack.faults["chat.postMessage"].extend([] if heard_of else [lost_answer()])
    await world.run()
    await world.run(2.0)
    assert len(world.slack.made("chat.postMessage")) == len(world.slack.made("chat.delete")) == 1
    assert world.slack.ours("CACME") == []
    assert world.ended == [("failed", "answer", "misplaced")]
    assert (await world.post_of(case)).state is PostState.FAILED


async def test_its_removal_outlives_a_crash_and_a_refusal_for_haste(world: World) -> None:
    await world.answer()
    world.slack.messages["CACME"].clear()
    world.slack.faults["chat.delete"].append(busy(1.0))
    await world.run()
    assert len(world.slack.ours("CACME")) == 1
    world.restarted()
    await world.outbox.recover()
    await world.run(1.0)
    assert world.slack.ours("CACME") == []


async def test_a_server_that_does_not_say_where_a_reply_landed_is_asked(world: World) -> None:
    case = await world.answer()
    world.slack.tells_threads = False
    await world.run()
    assert len(world.slack.ours("CACME")) == 1
    assert (await world.post_of(case)).state is PostState.SENT


async def test_an_answer_that_can_never_be_looked_for_goes_to_people_and_not_out_again(world: World) -> None:
    await world.answer()
    world.slack.faults["chat.postMessage"].append(lost_answer())
    world.slack.standing["conversations.replies", "CACME"] = "missing_scope"
    await world.run()
    await world.run(2.0)
    assert len(world.slack.made("chat.postMessage")) == 1
    assert world.ended == [("failed", "answer", "unconfirmed")]


async def test_a_card_that_can_never_be_looked_for_is_posted_again(world: World) -> None:
    case = await world.card()
    world.slack.faults["chat.postMessage"].append(lost_call())
    world.slack.standing["conversations.history", "CDESK"] = "missing_scope"
    await world.run()
    await world.run(2.0)
    assert len(world.slack.ours("CDESK")) == 1
    assert (await world.post_of(case, "card")).state is PostState.SENT


async def test_a_search_that_the_channel_refuses_waits_for_the_channel_to_be_mended(world: World) -> None:
    case = await world.card()
    world.slack.faults["chat.postMessage"].append(lost_answer())
    world.slack.faults["conversations.history"].append(refused("not_in_channel"))
    await world.run()
    await world.run(2.0)
    assert len(world.slack.made("chat.postMessage")) == 1
    await world.run(30.0)
    assert len(world.slack.ours("CDESK")) == 1
    assert (await world.post_of(case, "card")).state is PostState.SENT


@pytest.mark.parametrize("point", ["before the call", "after Slack's ok", "before our commit"])
async def test_a_correction_of_a_ticket_that_has_moved_is_there_once_in_its_new_thread(
    world: World, point: str
) -> None:
    case = await world.case()
    later = MessageTs(world.slack.customer_says("CACME", "and as a PDF?"))
    async with world.store.begin() as tx:
        assert await world.store.tickets.move(case.ticket.id, later, tx)
    await world.add(posts.correction(case.ticket, case.row.id, "flag1", "Choose PDF.", STAFF))
    if point == "before the call":
        assert len(await world.store.posts.claim_due()) == 1
    elif point == "after Slack's ok":
        world.slack.faults["chat.postMessage"].append(Fault(done=True, hangs=True))
        await world.outbox.work()
        await world.slack.hanging.wait()
        await world.outbox.drain(0)
    else:
        world.slack.faults["chat.postMessage"].append(lost_answer())
        await world.run()
    await world.restarted().recover()
    await world.run(2.0)
    assert [m["thread_ts"] for m in world.slack.ours("CACME")] == [later]
    assert (await world.post_of(case, "correction")).state is PostState.SENT
