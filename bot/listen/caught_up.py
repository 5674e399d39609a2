"""Whether what was said while nothing was connected is worked on: until then nobody is taken for silent or for late."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.telemetry import Where, nobody
from bot.errors import EarnestError, TransientError
from bot.platform.failures import report
from bot.retry import CATCH_UP_AGAIN, Backoff
from bot.runtime import Runtime

log = logging.getLogger(__name__)
LOOK_EVERY = timedelta(seconds=1)
ELSEWHERE_AT_MOST = timedelta(minutes=10)  # what Slack does not show another process at all holds up nobody here
Work = Callable[[], Awaitable[datetime | None]]


class CaughtUp:
    """One per app. `catch_up` puts what nobody has heard into the inbox and says whether Slack showed all of it;
    `connected` tells whether news come."""

    def __init__(
        self,
        runtime: Runtime,
        catch_up: Callable[[], Awaitable[bool]],
        connected: Callable[[], Awaitable[bool]],
        again: Backoff = CATCH_UP_AGAIN,
    ) -> None:
        self._runtime = runtime
        self._again = again
        self._catch_up = catch_up
        self._connected = connected
        self._times = 0
        self._read_at: datetime | None = None
        self._worked_on = False
        self._elsewhere_until: datetime | None = None

    async def run(self) -> None:
        """Catch up after a time without a connection. What Slack did not show is not waited for, but asked for again
        until it does: the next connection may be hours away, and Slack sends no event again after some minutes."""
        self._times += 1
        mine, self._read_at, self._worked_on, self._elsewhere_until = self._times, None, False, None
        failures = 0
        while not await self._once(mine):
            failures += 1
            await asyncio.sleep(self._again.delay_s(failures))
            if mine != self._times:  # a newer connection reads all of it once more
                return

    def heard_all(self) -> None:
        """This connection came while another process heard all that was said; what was said before that one it may
        still be reading."""
        now = self._runtime.clock.now()
        self._read_at, self._worked_on, self._elsewhere_until = now, False, now + ELSEWHERE_AT_MOST

    async def _once(self, mine: int) -> bool:
        try:
            return await self._catch_up()
        except TransientError as error:
            log.warning("catching up failed and is tried again: %s", error)
            return False
        finally:
            if mine == self._times:
                self._read_at = self._runtime.clock.now()

    def first(self, work: Work) -> Work:
        """A timer's work, put off until what it judges by is known."""

        async def then() -> datetime | None:
            return await work() if await self._done() else self._runtime.clock.now() + LOOK_EVERY

        return then

    async def _done(self) -> bool:
        if self._read_at is None or not await self._connected():
            return False
        if (until := self._elsewhere_until) is not None:
            now = self._runtime.clock.now()
            if now < until and await self._runtime.store.listening.owed():
                return False
            self._read_at, self._elsewhere_until = now, None
        if not self._worked_on:
            self._worked_on = not await self._runtime.store.inbox.holds(self._read_at)
        return self._worked_on


class CatchingUp:
    """Catches up in the background, one time after the other: Slack's rates let it take minutes."""

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._work = work
        self._wanted = False
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """From now on; where it is under way already, once more after that, for it may have passed what is new."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="catching up")

    async def close(self) -> None:
        """End at once: the next connection catches up."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                await self._work()
            except EarnestError as error:
                log.warning("catching up failed: %s", error)
            except Exception as error:
                report(Where.CATCH_UP, "catching up", error, nobody)
