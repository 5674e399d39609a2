"""Reactions and status lines: tried once in the background and dropped when they come too late to mean anything."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.telemetry import Dropped, Tell, Where, nobody
from bot.errors import EarnestError
from bot.platform.failures import report
from bot.platform.work import goes_on

log = logging.getLogger(__name__)
AT_ONCE = 4


class BackgroundCalls:
    """Runs small calls in the background, a few at a time; what has not been done `within_s` seconds is dropped."""

    def __init__(self, within_s: float, tell: Tell = nobody) -> None:
        self._within_s = within_s
        self._tell = tell
        self._room = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def do(self, work: Callable[[], Awaitable[object]], what: str) -> None:
        """Start it; nobody waits and no failure reaches anyone. `what` names it, for those who count."""
        task = asyncio.create_task(self._run(work, what))
        goes_on(task)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, work: Callable[[], Awaitable[object]], what: str) -> None:
        try:
            async with asyncio.timeout(self._within_s), self._room:
                await work()
        except (EarnestError, TimeoutError) as error:
            log.debug("%s was dropped: %s", what, error)
            self._tell(Dropped(what))
        except Exception as error:  # or Python would mention it when the task is thrown away
            self._tell(Dropped(what))
            report(Where.BACKGROUND, what, error, self._tell)

    @property
    def busy(self) -> int:
        """How many calls wait or are under way."""
        return len(self._tasks)

    async def close(self) -> None:
        """Drop what is still waiting."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
