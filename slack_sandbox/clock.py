"""Clocks for the sandbox: the machine's, with an offset if wanted, or one that a test moves by hand."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """A callback that is due later and can be cancelled."""

    def cancel(self) -> None:
        """Cancel it; no effect once it has run."""


class Clock(Protocol):
    """Seconds since the epoch, and callbacks due in so many of them."""

    def now(self) -> float:
        """Seconds since the epoch."""

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Run `callback` in `delay_s` seconds of this clock."""


async def sleep(clock: Clock, delay_s: float) -> None:
    """Wait `delay_s` seconds of this clock."""
    if delay_s <= 0:
        await asyncio.sleep(0)
        return
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    timer = clock.call_later(delay_s, lambda: None if done.done() else done.set_result(None))
    try:
        await done
    finally:
        timer.cancel()


class SystemClock:
    """The machine's clock, moved by `offset_s` seconds."""

    def __init__(self, offset_s: float = 0.0) -> None:
        self._offset_s = offset_s

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._offset_s

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Run `callback` in `delay_s` seconds."""
        return asyncio.get_running_loop().call_later(delay_s, callback)


class _Due:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class ManualClock:
    """Stands still until `advance` moves it; callbacks that become due run in order."""

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        self._now = start
        self._order = itertools.count()
        self._due: list[tuple[float, int, _Due]] = []

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._now

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Run `callback` once `advance` has moved the clock by `delay_s` seconds."""
        due = _Due(callback)
        heapq.heappush(self._due, (self._now + delay_s, next(self._order), due))
        return due

    async def advance(self, seconds: float) -> None:
        """Move on by `seconds`, letting tasks run at every point where something was due."""
        end = self._now + seconds
        await _let_tasks_run()
        while self._due and self._due[0][0] <= end:
            when, _, due = heapq.heappop(self._due)
            self._now = max(self._now, when)
            if not due.cancelled:
                due.callback()
                await _let_tasks_run()
        self._now = end
        await _let_tasks_run()


async def _let_tasks_run() -> None:
    for _ in range(6):
        await asyncio.sleep(0)
