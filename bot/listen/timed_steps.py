"""Tells how long each step of a turn really took, whoever runs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import TypeVar

from bot.domain import TicketId, TurnId
from bot.domain.ports import Steps
from bot.domain.telemetry import Stepped, Tell

T = TypeVar("T")


class TimedSteps:
    """Fulfils the pipeline's Steps over another one. What that one has from an earlier run is not told."""

    def __init__(self, steps: Steps, tell: Tell, turn_id: TurnId) -> None:
        self._steps = steps
        self._tell = tell
        self._turn_id = turn_id
        self.ticket_id: TicketId | None = None  # the first step finds it out

    async def step(self, name: str, work: Callable[[], Awaitable[T]], result: type[T]) -> T:
        """See Steps."""

        async def timed() -> T:
            began, error = perf_counter(), "cancelled"
            try:
                value = await work()
                error = ""
                return value
            except Exception as raised:
                error = type(raised).__name__
                raise
            finally:
                self._tell(Stepped(self.ticket_id, self._turn_id, name, perf_counter() - began, error))

        return await self._steps.step(name, timed, result)
