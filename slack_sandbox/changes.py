"""Wakes waiting tasks when something changes, so that nothing polls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """One per sandbox. `notify` after every change of state."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()
        self.count = 0

    def notify(self) -> None:
        """Something changed."""
        self.count += 1
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def next(self) -> None:
        """Wait for the next change."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)

    async def wait_for(self, predicate: Callable[[], T], timeout_s: float = 60.0) -> T:
        """The predicate's first true value; it is asked again after each change. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not (found := predicate()):
                await self.next()
        return found
