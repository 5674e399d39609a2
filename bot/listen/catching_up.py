"""Catching up beside all other work, once for all that asked for it meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.telemetry import Where, nobody
from bot.errors import EarnestError
from bot.platform.failures import report

log = logging.getLogger(__name__)


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
