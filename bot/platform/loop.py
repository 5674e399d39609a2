"""A loop that works when it is woken or something falls due, and survives every failure."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.domain.ports import Clock
from bot.domain.telemetry import Tell, Where, nobody
from bot.errors import TransientError
from bot.platform.failures import report
from bot.retry import LOOPS

log = logging.getLogger(__name__)
LONGEST_SLEEP_S = 30.0
LOOK_EVERY_S = 1.0  # beside other processes, whose work rings no bell here


class Loop:
    """Calls `work` again and again; `work` returns when the next piece falls due, None when it does not know."""

    def __init__(
        self,
        name: str,
        work: Callable[[], Awaitable[datetime | None]],
        wake: asyncio.Event,
        clock: Clock,
        tell: Tell = nobody,
    ) -> None:
        self._name = name
        self._work = work
        self._wake = wake
        self._clock = clock
        self._tell = tell
        self.longest_sleep_s = LONGEST_SLEEP_S
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin in the background."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    @property
    def alive(self) -> bool:
        """Whether it runs, or has not been started or has been stopped: False only where it ended by itself."""
        return self._stopping or self._task is None or not self._task.done()

    async def stop(self) -> None:
        """Finish the piece in hand, then end."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
            self._task = None

    async def _run(self) -> None:
        failures = 0
        while not self._stopping:
            self._wake.clear()
            self._task_is_its_own()
            try:
                due = await self._work()
                failures, wait_s = 0, self._until(due)
            except Exception as error:  # the loop must outlive whatever one piece of work meets
                if isinstance(error, TransientError):
                    log.warning("%s: %s", self._name, error)
                else:
                    report(Where.LOOP, f"loop {self._name}", error, self._tell)
                failures += 1
                wait_s = LOOPS.delay_s(failures)
            await self._wait(wait_s)

    def _task_is_its_own(self) -> None:
        """A round that failed leaves the name of what it worked on."""
        task = asyncio.current_task()
        if task is not None:
            task.set_name(self._name)

    def _until(self, due: datetime | None) -> float:
        if due is None:
            return self.longest_sleep_s
        return min(self.longest_sleep_s, max(0.0, (due - self._clock.now()).total_seconds()))

    async def _wait(self, seconds: float) -> None:
        if self._stopping:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
