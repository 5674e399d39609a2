"""Several processes on one PostgreSQL: each shows that it lives, and the work of one that does not goes on elsewhere.

Nothing is agreed on between processes: rows decide. An executor's row is its right to write; whoever deletes it has
taken over, and every transaction of the other asks for the row first."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta

import aiohttp

from bot.domain.telemetry import Where, nobody
from bot.errors import EarnestError, FencedError, TransientError
from bot.listen.caught_up import CatchingUp
from bot.listen.shared_catch_up import SharedCatchUp
from bot.outbox.sending import UNCERTAIN_WAIT_S
from bot.platform.durable.workflows import Durable
from bot.platform.failures import report
from bot.platform.loop import LOOK_EVERY_S, Loop
from bot.platform.place import here, lives
from bot.platform.slack.socket import checked
from bot.runtime import Runtime
from bot.store.database import STILL_OURS
from bot.store.executors import EXPIRE_AFTER_S, Executor
from bot.store.leases import Leases
from bot.store.migrate import why_refused
from bot.store.store import Store

log = logging.getLogger(__name__)
BEAT_EVERY_S = 3.0
BEAT_WITHIN_S = 5.0
REST_WITHIN_S = 2.0
HELD_FOR_S = 10.0  # after the last beat; less than EXPIRE_AFTER_S, so that Slack is asked nothing that may be another's
LOOK_EVERY_BEATS = 5
SCHEMA_EVERY_BEATS = 20
LOST = 75  # sysexits.h, EX_TEMPFAIL: start it again
TAKING_OVER = "fleet:taking over"
Work = Callable[[], Awaitable[datetime | None]]


class Membership:
    """This process among the others. `lost` is called once, when another process has taken over: nothing may be
    written any more, and the process is to end."""

    def __init__(self, store: Store, number: int, place: str, lost: Callable[[], None]) -> None:
        self._store = store
        self.number = number
        self._place = place
        self._lost = lost
        self._beaten_at = self._steady_since = time.monotonic()
        self._away_s = 0.0  # how long the database was away, until somebody has looked
        self._beaten = asyncio.Event()
        self._living: set[int] = set()
        self._looking, self._resting = asyncio.Lock(), False
        self._tasks: set[asyncio.Task[None]] = set()
        self._runtime: Runtime | None = None
        self._durable: Durable | None = None
        self._catching_up: CatchingUp | None = None
        self._later: CatchingUp | None = None
        self._connected: Callable[[], Awaitable[bool]] = _not_yet

    @classmethod
    async def join(cls, store: Store, lost: Callable[[], None]) -> Membership:
        """Become one of the processes on this database. Everything written from here on carries the number."""
        place = await asyncio.to_thread(here)
        number = await store.executors.join(place, os.getpid())
        store.database.executor = number
        member = cls(store, number, place, lost)
        # Two tasks: whatever looking at the others waits for, the heart must beat meanwhile.
        for work, what in ((member._live, "heartbeat"), (member._look_after, "looking after the other processes")):
            member._tasks.add(asyncio.create_task(work(), name=what))
        return member

    @property
    def name(self) -> str:
        """What the durable engine calls this process."""
        return executor_name(self.number)

    @property
    def fence(self) -> str:
        """What the durable engine asks before it writes."""
        return STILL_OURS.format(number=self.number)

    @property
    def held(self) -> bool:
        """Whether nobody can have taken over yet, by this machine's own clock, which also runs while the process is
        stopped."""
        return time.monotonic() - self._beaten_at < HELD_FOR_S

    def check(self) -> None:
        """Raises TransientError unless held."""
        if not self.held:
            raise TransientError("the database has not heard of this process lately; another may have its work")

    def take_part(
        self,
        runtime: Runtime,
        durable: Durable,
        catch_up: Callable[[], Awaitable[None]],
        reading: SharedCatchUp,
        connected: Callable[[], Awaitable[bool]],
    ) -> None:
        """From here on take over what others leave. `catch_up` runs after the database was away."""
        self._runtime, self._durable, self._catching_up = runtime, durable, CatchingUp(catch_up)
        self._later, self._connected = CatchingUp(reading.later), connected

    async def rest(self) -> None:
        """Take over nothing from here on: what runs here ends, and the durable engine with it."""
        self._resting = True
        with suppress(TimeoutError):
            async with asyncio.timeout(REST_WITHIN_S), self._looking:
                pass

    async def leave(self) -> None:
        """Give back everything at once; to be called when nothing runs any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for each in filter(None, (self._catching_up, self._later)):
            await each.close()
        try:
            await self._store.executors.leave(self.number)
        except EarnestError as error:
            log.warning("the others will notice that this process is gone: %s", error)

    async def _live(self) -> None:
        while True:
            began = time.monotonic()
            try:
                async with asyncio.timeout(BEAT_WITHIN_S):
                    alive = await self._store.executors.beat(self.number, connected=await self._connected())
                if not alive:
                    return self._lost()
                self._away_s = max(self._away_s, began - self._beaten_at)
                self._beaten_at = began
                self._beaten.set()
            except FencedError:
                return self._lost()
            except (EarnestError, TimeoutError) as error:
                log.warning("no heartbeat: %s", error or "the database did not answer in time")
            except Exception as error:  # the next round tries again
                report(Where.HOUSEKEEPING, "the heartbeat", error, nobody)
            await asyncio.sleep(max(0.0, began + BEAT_EVERY_S - time.monotonic()))

    async def _look_after(self) -> None:
        rounds = 0
        while True:
            await self._beaten.wait()
            self._beaten.clear()
            try:
                async with self._looking:
                    await self._look(full=rounds % LOOK_EVERY_BEATS == 0)
                if rounds % SCHEMA_EVERY_BEATS == SCHEMA_EVERY_BEATS - 1 and await self._is_too_old():
                    return None
                rounds += 1
            except FencedError:
                return self._lost()
            except EarnestError as error:
                log.warning("the other processes could not be looked at: %s", error)
            except Exception as error:  # the next round tries again
                report(Where.HOUSEKEEPING, "looking after the other processes", error, nobody)

    async def _is_too_old(self) -> bool:
        """A newer release that took something away serves this one no more: it stops as if it had been asked to."""
        why = await why_refused(self._store.database)
        if why:
            log.critical("stopping: %s", why)
            signal.raise_signal(signal.SIGTERM)
        return bool(why)

    async def _look(self, *, full: bool) -> None:
        away_s, self._away_s = self._away_s, 0.0
        if away_s > HELD_FOR_S:
            # The others could not reach the database either: they have their time to say so.
            self._steady_since = time.monotonic()
        if self._resting or self._runtime is None or self._durable is None or self._catching_up is None:
            return
        assert self._later is not None
        if away_s > HELD_FOR_S:
            log.info("the database is back after %.0f s; looking for what was said meanwhile", away_s)
            self._catching_up.begin()
        everybody = await self._store.executors.all()
        buried = await self._bury(everybody)
        if any(each.expired or each.owes for each in buried):
            self._catching_up.begin()  # what Slack told a socket that nobody read, until it gave up
        living = {each.number for each in everybody} - {each.number for each in buried}
        if full or self._living - living:
            await self._take_over(self._runtime, self._durable)
        self._living = living
        if full:
            self._later.begin()

    async def _bury(self, everybody: list[Executor]) -> list[Executor]:
        others = [each for each in everybody if each.number != self.number]
        dead = [each.number for each in others if each.place == self._place != "" and not lives(each.pid)]
        gone = await self._store.executors.bury(dead, expired=False) if dead else []
        steady = time.monotonic() - self._steady_since > EXPIRE_AFTER_S
        expired = [each.number for each in others if each.expired and each.number not in gone]
        if expired and steady:
            gone += await self._store.executors.bury(expired, expired=True)
        for number in gone:
            log.warning("executor %d is gone; its work goes on here", number)
        return [each for each in others if each.number in gone]

    async def _take_over(self, runtime: Runtime, durable: Durable) -> None:
        leases = self._store.leases
        if not await leases.claim([TAKING_OVER]):
            return  # another process is at it, and all that is left is taken over at once
        try:
            turns = await self._store.executors.take_over_turns()
            posts = await self._store.executors.take_over_posts(
                runtime.clock.now() + timedelta(seconds=UNCERTAIN_WAIT_S)
            )
            living = {executor_name(each.number) for each in await self._store.executors.all()}
            self.check()
            workflows = await durable.resume_left(living)
        finally:
            await leases.give_back([TAKING_OVER])
        if turns or posts or workflows:
            log.info("taken over: %d turns, %d posts, %d workflows", turns, posts, workflows)
            for bell in (runtime.wake.inbox, runtime.wake.turns, runtime.wake.posts):
                bell.set()


async def join_fleet(
    stack: AsyncExitStack, store: Store, session: aiohttp.ClientSession, lost: Callable[[], None]
) -> Membership | None:
    """This process among the others until the stack unwinds; None on SQLite, where it is the only one."""
    if store.database.is_sqlite:
        return None
    member = await Membership.join(store, lost)
    stack.push_async_callback(member.leave)
    checked(session, member.check)
    return member


async def _not_yet() -> bool:
    return False


def end_at_once() -> None:
    """Nothing that stands in memory may reach a table or Slack any more, so nothing is closed in good order either."""
    log.critical("another process has taken over this one's work, which was not heard of for too long; it ends here")
    logging.shutdown()
    os._exit(LOST)


def executor_name(number: int) -> str:
    """An executor as the durable engine knows it."""
    return f"bot-{number}"


def one_at_a_time(leases: Leases, name: str, work: Work) -> Work:
    """A timer that several processes have is at work in one of them at a time; what is done already is not due."""
    key = f"timer:{name}"

    async def alone() -> datetime | None:
        if not await leases.claim([key]):
            return None
        try:
            return await work()
        finally:
            await leases.give_back([key])

    return alone


def look_often(loops: list[Loop]) -> None:
    """What another process leaves in the tables rings no bell here."""
    for loop in loops:
        loop.longest_sleep_s = LOOK_EVERY_S
