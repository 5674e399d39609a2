"""Several processes of one Slack app read what was said unheard once for all of them. PostgreSQL alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
import pytest_asyncio

from bot import fleet
from bot.errors import TransientError
from bot.listen import shared_catch_up
from bot.listen.caught_up import CaughtUp
from bot.listen.shared_catch_up import SharedCatchUp
from bot.store.store import Store
from tests.fakes.clock import ManualClock
from tests.fakes.databases import own_database
from tests.platform.durable.waiting import until
from tests.store.test_executors import NO_PID, NoWork

if TYPE_CHECKING:
    from bot.platform.durable.workflows import Durable
    from bot.runtime import Runtime


@dataclass
class Process:
    """One of several, and what it read; it reads no further than `may_end` lets it."""

    store: Store
    number: int = 0
    begun: int = 0
    later: int = 0
    whole: bool = True
    may_end: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_end.set()
        self.reading = SharedCatchUp(self.store, self._read, self._read_later)

    async def join(self) -> Process:
        self.number = self.store.database.executor = await self.store.executors.join("here", 1)
        return self

    async def beats(self, *, connected: bool = True) -> None:
        assert await self.store.executors.beat(self.number, connected=connected)

    async def is_gone(self, other: Process, *, expired: bool = False) -> None:
        await other.store.executors.bury([self.number], expired=expired)

    async def _read(self) -> bool:
        self.begun += 1
        await self.may_end.wait()
        return self.whole

    async def _read_later(self) -> bool:
        self.later += 1
        return True


@pytest.fixture
def address() -> Iterator[str]:
    """A PostgreSQL database of the test's own."""
    yield from own_database()


@pytest_asyncio.fixture
async def pair(address: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes that have joined and are not connected."""
    monkeypatch.setattr(shared_catch_up, "LOOK_AGAIN_S", 0.01)
    ids = partial(next, map(str, count()))
    one = Process(await Store.open(address, ManualClock(), ids))
    other = Process(await Store.open(address, ManualClock(), ids))
    yield await one.join(), await other.join()
    await one.store.close()
    await other.store.close()


async def connected(first: Process, second: Process) -> bool:
    """What the second is told of whether it must read, the first having been there before and saying so."""
    asked = asyncio.create_task(second.reading.connected())
    while not asked.done():
        await first.beats()
        await asyncio.sleep(0)
    return await asked


async def test_the_first_connection_has_all_read_and_one_beside_it_does_not(pair: tuple[Process, Process]) -> None:
    one, other = pair
    assert await one.reading.connected()
    assert await one.reading.read()
    assert not await connected(one, other)
    await one.beats()
    assert (one.begun, other.begun) == (1, 0)


async def test_a_connection_whose_other_does_not_say_that_its_own_stands_has_all_read(
    pair: tuple[Process, Process],
) -> None:
    one, other = pair
    await one.reading.connected()
    assert await other.reading.connected(), "nothing was heard of the first any more"
    await one.beats(connected=False)
    assert await one.store.listening.heard_elsewhere() is False


async def test_of_two_that_connect_at_once_one_has_all_read(pair: tuple[Process, Process]) -> None:
    told = asyncio.gather(*(each.reading.connected() for each in pair))
    while not told.done():
        for each in pair:
            await each.beats()
    assert sorted(await told) == [False, True]


async def test_who_asks_while_another_reads_waits_for_a_reading_that_begins_after(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    waiting: set[int] = set()

    def told(process: Process) -> Callable[[Sequence[str]], Awaitable[set[str]]]:
        claim = process.store.leases.claim

        async def claims(keys: Sequence[str]) -> set[str]:
            claimed = await claim(keys)
            waiting.update(set() if claimed else {process.number})
            return claimed

        return claims

    for each in pair:
        monkeypatch.setattr(each.store.leases, "claim", told(each))
    one.may_end.clear()
    first = asyncio.create_task(one.reading.read())
    await until(lambda: has_begun(one))
    second, third = (asyncio.create_task(each.reading.read()) for each in (other, one))
    await until(lambda: are_waiting(waiting))
    one.may_end.set()
    assert await asyncio.gather(first, second, third) == [True, True, True]
    assert one.begun + other.begun == 2, "both who came later share one"


async def are_waiting(waiting: set[int]) -> bool:
    return len(waiting) == 2


async def has_begun(process: Process) -> bool:
    return process.begun > 0


async def test_what_slack_did_not_show_is_owed_still_also_by_a_connection_that_another_covers(
    pair: tuple[Process, Process],
) -> None:
    one, other = pair
    await one.reading.connected()
    assert await one.reading.read()
    other.whole = False
    assert not await other.reading.read()
    assert await other.reading.connected(), "though the first heard all since: what was before is not read"
    other.whole = True
    assert await other.reading.read()
    assert not await connected(one, other)


async def test_a_reading_of_a_process_that_is_gone_is_no_hindrance(pair: tuple[Process, Process]) -> None:
    one, other = pair
    one.may_end.clear()
    first = asyncio.create_task(one.reading.read())
    await until(lambda: has_begun(one))
    second = asyncio.create_task(other.reading.read())
    await one.is_gone(other)
    assert await second
    assert other.begun == 1
    first.cancel()


@pytest.mark.parametrize("lost", ["claim", "give_back"])
async def test_a_lease_of_which_nobody_knows_keeps_nobody_from_reading(
    pair: tuple[Process, Process], lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    does = getattr(one.store.leases, lost)

    async def is_lost(keys: Sequence[str]) -> None:
        broken = partial(not_confirmed, one.store.database.write) if lost == "claim" else not_made
        monkeypatch.setattr(one.store.database, "write", broken)
        await does(keys)

    monkeypatch.setattr(one.store.leases, lost, is_lost)
    with pytest.raises(TransientError):
        await one.reading.read()
    monkeypatch.undo()
    monkeypatch.setattr(shared_catch_up, "LOOK_AGAIN_S", 0.01)
    waits = asyncio.create_task(other.reading.read())
    async with asyncio.timeout(20):
        assert await one.reading.read(), "what it does not know to hold it lets go of before it asks again"
        assert await waits


@asynccontextmanager
async def not_confirmed(write: Callable[[], AbstractAsyncContextManager[object]]) -> AsyncIterator[object]:
    """A transaction that is made, of which the database does not come to tell."""
    async with write() as tx:
        yield tx
    raise TransientError("the connection broke")


@asynccontextmanager
async def not_made() -> AsyncIterator[object]:
    """No transaction, for the database is away."""
    raise TransientError("the connection broke")
    yield


@pytest.mark.parametrize("how", ["leaves", "is buried"])
async def test_what_a_process_owed_that_ends_is_put_off_in_the_same_transaction(
    pair: tuple[Process, Process], how: str
) -> None:
    gone, other = pair
    await gone.store.listening.owes(owes=True)
    assert await other.store.listening.put_off_at() is None
    await (gone.store.executors.leave(gone.number) if how == "leaves" else gone.is_gone(other))
    assert await other.store.listening.put_off_at() is not None


async def test_nobody_is_taken_for_silent_while_another_process_reads_what_was_said_before(
    pair: tuple[Process, Process],
) -> None:
    one, other = pair
    assert await one.reading.connected()
    assert not await connected(one, other)
    caught_up = CaughtUp(
        cast("Runtime", SimpleNamespace(store=other.store, clock=ManualClock())), one.reading.read, yes
    )
    caught_up.heard_all()
    fired = 0

    async def timer() -> None:
        nonlocal fired
        fired += 1

    await caught_up.first(timer)()
    assert not fired, "the first has still to read"
    assert await one.reading.read()
    await caught_up.first(timer)()
    assert fired == 1


async def yes() -> bool:
    return True


@pytest.mark.parametrize("owes", [True, False])
async def test_who_buries_a_process_that_owed_a_reading_reads_at_once_and_else_at_leisure(
    pair: tuple[Process, Process], owes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "BEAT_EVERY_S", 0.01)
    gone, other = pair
    gone.store.database.executor = await gone.store.executors.join(fleet.here(), NO_PID)
    await gone.store.listening.owes(owes=owes)
    member = await fleet.Membership.join(other.store, lambda: None)
    soon = 0

    async def catch_up() -> None:
        nonlocal soon
        soon += 1

    async def has_read() -> bool:
        return soon + other.later > 0

    runtime, durable = SimpleNamespace(clock=ManualClock()), NoWork()
    member.take_part(cast("Runtime", runtime), cast("Durable", durable), catch_up, other.reading, has_read)
    await until(has_read)
    assert soon == owes
    await member.leave()


async def test_what_was_put_off_is_read_once_and_not_where_all_was_read_since(pair: tuple[Process, Process]) -> None:
    one, other = pair
    await one.reading.later()
    assert one.later == 0, "nothing was put off"
    await one.reading.put_off()
    await one.reading.later()
    await other.reading.later()
    assert (one.later, other.later) == (1, 0)
    await one.reading.put_off()
    await other.reading.later()
    assert other.later == 0, "so soon after the last time"
    assert await one.reading.read()
    assert one.begun == 1
