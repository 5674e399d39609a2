"""Whether what was said while nothing was connected is worked on: until then nobody is taken for silent or for late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.runtime import Runtime

LOOK_EVERY = timedelta(seconds=1)
Work = Callable[[], Awaitable[datetime | None]]


class CaughtUp:
    """One per app. `catch_up` puts what nobody has heard into the inbox; `connected` tells whether news come."""

    def __init__(
        self, runtime: Runtime, catch_up: Callable[[], Awaitable[None]], connected: Callable[[], Awaitable[bool]]
    ) -> None:
        self._runtime = runtime
        self._catch_up = catch_up
        self._connected = connected
        self._times = 0
        self._read_at: datetime | None = None
        self._worked_on = False

    async def run(self) -> None:
        """Catch up after a time without a connection. One that fails is not waited for: the next one reads it."""
        self._times += 1
        mine, self._read_at, self._worked_on = self._times, None, False
        try:
            await self._catch_up()
        finally:
            if mine == self._times:  # else a newer connection reads all of it once more
                self._read_at = self._runtime.clock.now()

    def first(self, work: Work) -> Work:
        """A timer's work, put off until what it judges by is known."""

        async def then() -> datetime | None:
            return await work() if await self._done() else self._runtime.clock.now() + LOOK_EVERY

        return then

    async def _done(self) -> bool:
        if self._read_at is None or not await self._connected():
            return False
        if not self._worked_on:
            self._worked_on = not await self._runtime.store.inbox.holds(self._read_at)
        return self._worked_on
