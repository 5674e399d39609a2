"""Steps without a memory, timed: for what runs outside durable work."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


class PlainSteps:
    """Fulfils ports.Steps for `ask` and the evaluations."""

    def __init__(self) -> None:
        self.timings_ms: dict[str, float] = {}

    async def step(self, name: str, work: Callable[[], Awaitable[T]], result: type[T]) -> T:
        """Just do it."""
        del result
        start = time.perf_counter()
        try:
            return await work()
        finally:
            self.timings_ms[name] = round((time.perf_counter() - start) * 1000, 3)
