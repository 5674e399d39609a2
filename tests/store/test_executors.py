"""What keeps several processes apart: fencing numbers, leases and the gate before Slack. PostgreSQL alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import psycopg
import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot import fleet
from bot.errors import FencedError, TransientError
from bot.fleet import one_at_a_time
from bot.listen.shared_catch_up import SharedCatchUp
from bot.platform.durable.engine import config_for
from bot.settings import Settings
from bot.store.database import STILL_OURS
from bot.store.executors import HOLDS_AT_MOST_S
from bot.store.index_builds import IndexBuilds
from bot.store.rate_gates import RateGates
from bot.store.store import Store
from tests.fakes.clock import ManualClock
from tests.fakes.databases import own_database
from tests.store.rows import post

if TYPE_CHECKING:
    from bot.platform.durable.workflows import Durable
    from bot.runtime import Runtime

START = ManualClock().now()
LATER = START + timedelta(minutes=1)
NO_PID = 2**22 + 1  # above what Linux gives


class NoWork:
    """Durable execution that has nothing to resume."""

    async def resume_left(self, living: Collection[str]) -> int:
        """None."""
        return 0


@pytest.fixture
def address() -> Iterator[str]:
    """A PostgreSQL database of the test's own."""
    yield from own_database()


@pytest_asyncio.fixture
async def pair(address: str) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes' stores on one database, opened at the same time."""
    one, other = await asyncio.gather(
        *(Store.open(address, ManualClock(), partial(next, ids)) for ids in (map(str, count()), map(str, count(100))))
    )
    for store in (one, other):
        store.database.executor = await store.executors.join("here", 1)
    yield one, other
    await one.close()
    await other.close()


async def test_who_was_given_up_writes_nothing_more(pair: tuple[Store, Store]) -> None:
    one, other = pair
    assert one.database.executor is not None
    await one.meta.set("said", "while it was known")
    assert await other.executors.bury([one.database.executor], expired=False) == [one.database.executor]
    assert not await one.executors.beat(one.database.executor)
    with pytest.raises(FencedError):
        await one.meta.set("said", "after it was given up")
    assert await other.meta.get("said") == "while it was known"


async def test_of_what_a_killed_process_had_in_hand_only_what_it_had_begun_is_looked_for(
    pair: tuple[Store, Store],
) -> None:
    one, other = pair
    waits, called, before = await one.posts.add([post(f"post {n}", f"C{n}") for n in range(3)])
    await one.posts.claim_due()
    await one.posts.retry(before, START, uncertain=True)
    await one.posts.claim_due()
    assert await one.posts.begin(called)
    assert one.database.executor is not None
    await other.executors.bury([one.database.executor], expired=False)
    assert await other.executors.take_over_posts(LATER) == 3
    left = {each.id: each for each in await other.posts.of_no_ticket()}
    assert {at: (each.uncertain, each.not_before) for at, each in left.items()} == {
        waits: (False, None),
        called: (True, LATER),
        before: (True, LATER),
    }
    assert all(each.begun for each in left.values()), "so that an older process that claims them needs to say nothing"


async def test_the_durable_tables_are_not_written_either_by_who_was_given_up(
    pair: tuple[Store, Store], address: str
) -> None:
    one, other = pair
    assert one.database.executor is not None
    settings = Settings(_env_file=None, database_url=address)
    config, release = config_for(settings, "earnest", "1", "bot-1", STILL_OURS.format(number=one.database.executor))
    engine = config["system_database_engine"]
    assert engine is not None
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT 1"))
    await other.executors.bury([one.database.executor], expired=False)
    with pytest.raises(FencedError), engine.begin() as connection:
        connection.execute(sa.text("SELECT 1"))
    release()


async def test_taking_over_waits_for_what_is_being_written(pair: tuple[Store, Store]) -> None:
    one, other = pair
    assert one.database.executor is not None
    async with one.begin() as tx:
        burial = asyncio.create_task(other.executors.bury([one.database.executor], expired=False))
        await one.meta.set("said", "in time", tx)
        assert not burial.done()
    assert await burial == [one.database.executor]
    assert await other.meta.get("said") == "in time"


async def test_a_transaction_that_a_stopped_process_left_open_ends_with_the_process(
    pair: tuple[Store, Store], address: str
) -> None:
    one, other = pair
    number = one.database.executor
    assert number is not None
    with psycopg.connect(address) as stopped:  # as a library that sets a longer patience of its own, or none
        stopped.execute("SELECT FROM executors WHERE number = %s FOR KEY SHARE", (number,))
        async with asyncio.timeout(HOLDS_AT_MOST_S + 10.0):
            assert await other.executors.bury([number], expired=False) == [number]
        with pytest.raises(psycopg.OperationalError, match="terminat"):
            stopped.execute("SELECT 1")


async def test_the_index_that_a_stopped_process_holds_is_free_once_the_process_is_given_up(
    pair: tuple[Store, Store],
) -> None:
    one, other = pair
    assert one.database.executor is not None
    theirs, mine = IndexBuilds(one.database), IndexBuilds(other.database)
    with pytest.raises(TransientError):  # its connection is ended under it
        async with theirs.held(shared=False) as held:
            assert held
            async with mine.held(shared=True) as free:
                assert not free
            await other.executors.bury([one.database.executor], expired=False)
            async with mine.held(shared=True) as free:
                assert free


async def test_who_is_heard_of_is_not_expired(pair: tuple[Store, Store]) -> None:
    one, other = pair
    assert one.database.executor is not None
    assert await other.executors.bury([one.database.executor], expired=True) == []
    async with other.database.unfenced() as tx:
        await tx.execute(sa.text("UPDATE executors SET seen_at = seen_at - interval '1 hour' WHERE number = 1"))
    assert [(each.number, each.expired) for each in await other.executors.all()] == [(1, True), (2, False)]
    assert await other.executors.bury([1, 2], expired=True) == [1]


async def test_a_lease_is_one_processs_until_it_gives_it_back_or_is_gone(pair: tuple[Store, Store]) -> None:
    one, other = pair
    assert one.database.executor is not None
    assert await one.leases.claim(["a", "b"]) == {"a", "b"}
    assert await other.leases.claim(["b", "c"]) == {"c"}
    await other.leases.give_back(["b"])  # which is not its own
    assert await other.leases.claim(["b"]) == set()
    await one.leases.give_back(["b"])
    assert await other.leases.claim(["b"]) == {"b"}
    await one.executors.leave(one.database.executor)
    assert await other.leases.claim(["a"]) == {"a"}


async def test_a_timer_is_at_work_in_one_process_at_a_time(pair: tuple[Store, Store]) -> None:
    one, other = pair
    let_go, began = asyncio.Event(), asyncio.Event()
    fired: list[str] = []

    async def slow() -> None:
        fired.append("one")
        began.set()
        await let_go.wait()

    async def quick() -> None:
        fired.append("other")

    first = asyncio.create_task(one_at_a_time(one.leases, "clock", slow)())
    await began.wait()
    beside = one_at_a_time(other.leases, "clock", quick)
    await beside()
    assert fired == ["one"]
    let_go.set()
    await first
    await beside()
    assert fired == ["one", "other"]


async def test_two_processes_share_one_gate(pair: tuple[Store, Store]) -> None:
    one, other = (RateGates(store.database) for store in pair)
    assert await one.take("post:C1", 60.0, 1.0) == 0.0
    assert 59.0 < await other.take("post:C1", 60.0, 1.0) <= 60.0
    assert await other.take("post:C2", 60.0, 1.0) == 0.0
    assert [await one.take("history", 60.0, 3.0) == 0.0 for _ in range(2)] == [True, True]
    assert await other.take("history", 60.0, 3.0) == 0.0
    assert await other.take("history", 60.0, 3.0) > 0.0
    await one.close("replies", 1.0, 3.0, 30.0)
    assert 29.0 < await other.take("replies", 1.0, 3.0) <= 30.0


async def yes() -> bool:
    return True


async def test_the_heart_beats_however_long_catching_up_for_a_gone_process_takes(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = pair
    monkeypatch.setattr(fleet, "BEAT_EVERY_S", 0.01)
    began, many, beats = asyncio.Event(), asyncio.Event(), 0
    beat = store.executors.beat

    async def counted(number: int, *, connected: bool) -> bool:
        nonlocal beats
        beats += began.is_set()
        if beats > 3:
            many.set()
        return await beat(number, connected=connected)

    async def endless() -> None:
        began.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(store.executors, "beat", counted)
    member = await fleet.Membership.join(store, lambda: None)
    other.database.executor = gone = await other.executors.join(fleet.here(), NO_PID)
    await other.listening.owes(owes=True)
    work = cast("Runtime", SimpleNamespace(clock=ManualClock())), cast("Durable", NoWork())
    member.take_part(*work, endless, SharedCatchUp(store, yes, yes), yes)
    async with asyncio.timeout(10.0):
        await began.wait()
        await many.wait()
    assert member.held and gone not in {each.number for each in await store.executors.all()}
    await member.leave()
    assert member.number not in {each.number for each in await other.executors.all()}
