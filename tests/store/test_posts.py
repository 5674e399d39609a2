"""The outbox: one call a purpose, in order under one key, found again after a crash."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import ChannelId, DecisionId, MessageTs, PostId, Tier
from bot.domain.states import DraftState
from bot.store import Store
from bot.store.records import Guard, OnlyPosts, Post, PostState, TurnState
from tests.fakes.clock import ManualClock
from tests.store.rows import STAFF, answer, decided, post, turn_of


async def claim(store: Store) -> list[str]:
    return [found.dedupe_key for found in await store.posts.claim_due()]


async def state_of(store: Store, key: str) -> PostState:
    found = await store.posts.by_key(key)
    assert found is not None
    return found.state


async def only(store: Store) -> Post:
    (found,) = await store.posts.claim_due()
    return found


async def test_a_purpose_is_posted_once(store: Store) -> None:
    assert len(await store.posts.add([post("answer:D1"), post("answer:D1")])) == 1
    assert await store.posts.add([post("answer:D1", "C2")]) == []
    assert await claim(store) == ["answer:D1"]


async def test_one_key_keeps_its_order_and_keys_do_not_wait_for_each_other(store: Store) -> None:
    await store.posts.add(
        [post("a1", "CA"), post("a2", "CA"), post("b1", "CB"), post("quick", "CA", ordering_key="CA:seen")]
    )
    first = await store.posts.claim_due()
    assert [found.dedupe_key for found in first] == ["a1", "b1", "quick"]
    assert await claim(store) == []
    assert await store.posts.sent(first[0].id, ChannelId("CA"), MessageTs("1.1"))
    assert await claim(store) == ["a2"]


async def test_what_is_tried_again_is_not_overtaken_under_its_key(store: Store, clock: ManualClock) -> None:
    await store.posts.add([post("a1"), post("a2")])
    found = await only(store)
    later = clock.now() + timedelta(seconds=5)
    await store.posts.retry(found.id, later, why="rate limited")
    assert await claim(store) == []
    assert await store.posts.next_due() == later
    clock.advance(5)
    again = await only(store)
    assert (again.id, again.attempts, again.why) == (found.id, 2, "rate limited")


async def test_what_failed_lets_the_next_one_go(store: Store) -> None:
    await store.posts.add([post("a1"), post("a2")])
    found = await only(store)
    await store.posts.failed(found.id, "channel_not_found")
    assert await claim(store) == ["a2"]
    assert await state_of(store, "a1") is PostState.FAILED


async def test_a_call_that_a_crash_interrupted_is_found_with_its_id(store: Store, url: str, clock: ManualClock) -> None:
    await store.posts.add([post("answer", guard=Guard(ticket_open=True)), post("after")])
    claimed = await only(store)
    later = await Store.open(url, clock, lambda: "new")
    unfinished = await later.posts.unfinished_sending()
    assert [(found.id, found.guard, found.body) for found in unfinished] == [
        (claimed.id, Guard(ticket_open=True), {"text": "answer"})
    ]
    assert await later.posts.claim_due() == []
    await later.close()


async def test_two_processes_never_send_under_one_key_at_once(store: Store, url: str, clock: ManualClock) -> None:
    await store.posts.add([post(f"{key}{number}", key) for number in range(3) for key in ("CA", "CB")])
    other = await Store.open(url, clock, lambda: "other")
    claims = await asyncio.gather(*(one.posts.claim_due() for one in (store, other) * 3))
    assert sorted(found.dedupe_key for claim in claims for found in claim) == ["CA0", "CB0"]
    await other.close()


async def test_a_sent_post_is_found_by_its_place_in_slack(store: Store) -> None:
    await store.posts.add([post("answer")])
    found = await only(store)
    assert await store.posts.sent(found.id, ChannelId("C1"), MessageTs("1.1"))
    assert not await store.posts.sent(found.id, ChannelId("C1"), MessageTs("2.2"))
    here = await store.posts.at(ChannelId("C1"), MessageTs("1.1"))
    assert here is not None
    assert here.id == found.id


@pytest.mark.parametrize("event", ["nothing", "taken", "closed", "revised", "dropped", "settled"])
async def test_a_guard_holds_until_what_it_watches_changes(sqlite_store: Store, clock: ManualClock, event: str) -> None:
    store = sqlite_store
    turn = await turn_of(store, clock.now())
    await decided(store, turn, clock.now())
    guard = Guard(turn_id=turn.id, revision=1, ticket_open=True, draft_pending=DecisionId("D1"))
    await store.posts.add([post("answer", ticket_id=turn.ticket_id, guard=guard)])
    happenings = {
        "taken": lambda: store.tickets.take(turn.ticket_id, STAFF),
        "closed": lambda: store.tickets.close(turn.ticket_id),
        "revised": lambda: store.turns.revise(turn.id, clock.now()),
        "dropped": lambda: store.turns.move(turn.id, (TurnState.GATHERING,), TurnState.DROPPED),
        "settled": lambda: store.decisions.settle(DecisionId("D1"), DraftState.DECLINED, STAFF),
    }
    if event != "nothing":
        assert await happenings[event]()
    reasons = {
        "nothing": "",
        "taken": "a person has the thread",
        "closed": "the ticket is closed",
        "revised": "the question has changed",
        "dropped": "the question was taken back",
        "settled": "the draft is decided",
    }
    assert await store.guards.broken(await only(store)) == reasons[event]


async def test_an_unknown_post_changes_nothing(store: Store) -> None:
    assert not await store.posts.sent(PostId("nowhere"), None, None)
    assert not await store.posts.cancel(PostId("nowhere"), "why")
    assert await store.posts.next_due() is None


async def test_only_some_kinds_are_claimed_and_what_was_handed_to_people_comes_first(
    store: Store, clock: ManualClock
) -> None:
    turn = await turn_of(store, clock.now())
    await decided(store, turn, clock.now(), decision=replace(answer(), tier=Tier.HANDOFF))
    await store.posts.add(
        [
            post("card:draft", "CDESK", kind="card", ordering_key="1"),
            post("card:handed", "CDESK", kind="card", ordering_key="2", decision_id=DecisionId("D1")),
            post("answer", "CA"),
            post("newer", "CB", kind="of_a_newer_version"),
        ]
    )
    cards = frozenset({"card"})
    later = clock.now() + timedelta(hours=1)
    await store.posts.add([post("card:later", "CDESK", kind="card", ordering_key="3", not_before=later)])
    waiting = {(each.kind, each.handed_over): (each.ready, each.later) for each in await store.posts.by_kind()}
    assert waiting == {
        ("card", False): (1, later),
        ("card", True): (1, None),
        ("answer", False): (1, None),
        ("of_a_newer_version", False): (1, None),
    }
    first = await store.posts.claim_due(1, only=OnlyPosts(cards))
    assert [each.dedupe_key for each in first] == ["card:handed"]
    assert await store.posts.claim_due(only=OnlyPosts(cards, handed_over=True)) == []
    assert [each.dedupe_key for each in await store.posts.claim_due(only=OnlyPosts(cards))] == ["card:draft"]
    rest = await store.posts.claim_due(only=OnlyPosts(cards | {"answer"}, others=True))
    assert [each.dedupe_key for each in rest] == ["newer"]
    assert await claim(store) == ["answer"]
