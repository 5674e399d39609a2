"""How long the oldest piece of work waits, on both databases."""

from __future__ import annotations

from datetime import timedelta

from bot.store import Store
from bot.store.queues import queues
from tests.fakes.clock import ManualClock
from tests.store.rows import entry, post, turn_of


async def seen(store: Store, clock: ManualClock) -> dict[str, tuple[int, float]]:
    found = await queues(store.database, clock.now())
    return {name: (queue.waiting, queue.oldest_s) for name, queue in found.items()}


async def test_empty_queues_are_of_no_age(store: Store, clock: ManualClock) -> None:
    assert await seen(store, clock) == {"inbox": (0, 0.0), "turns": (0, 0.0), "posts": (0, 0.0)}


async def test_the_oldest_row_of_each_queue_gives_its_age(store: Store, clock: ManualClock) -> None:
    await store.inbox.put([entry("C1:1")])
    await turn_of(store, clock.now())
    await store.posts.add([post("one")])
    clock.advance(10)
    await store.inbox.put([entry("C1:2")])
    assert await seen(store, clock) == {"inbox": (2, 10.0), "turns": (1, 7.0), "posts": (1, 10.0)}
    await store.inbox.done("C1:1")
    assert (await seen(store, clock))["inbox"] == (1, 0.0)


async def test_a_post_for_a_later_hour_does_not_wait_before_it(store: Store, clock: ManualClock) -> None:
    await store.posts.add([post("later", not_before=clock.now() + timedelta(minutes=10))])
    clock.advance(590)
    assert (await seen(store, clock))["posts"] == (0, 0.0)
    clock.advance(15)
    assert (await seen(store, clock))["posts"] == (1, 5.0)


async def test_a_post_that_is_put_off_again_and_again_grows_old(store: Store, clock: ManualClock) -> None:
    await store.posts.add([post("refused")])
    for _ in range(3):
        [claimed] = await store.posts.claim_due()
        await store.posts.retry(claimed.id, clock.now() + timedelta(seconds=60), why="refused")
        clock.advance(60)
    assert (await seen(store, clock))["posts"] == (1, 180.0)
