"""What the HTTP server knows of the bot, from before it is built until it is gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.errors import EarnestError
from bot.operations.metric_figures import Figures
from bot.operations.readiness import Readiness, Watched, look, within

FRESH_FOR_S = 1.0  # however often somebody asks, the database is asked once in this time
FIGURES_FRESH_FOR_S = 60.0
STARTING, STOPPING = "starting", "stopping"


class Watch:
    """One a process. The bot is handed in when it is built; before that and at its end it is not ready."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._watched: Watched | None = None
        self._phase = STARTING
        self._seen: tuple[float, Readiness] | None = None
        self._figured: tuple[float, Figures] | None = None
        self._looking = asyncio.Lock()

    def begin(self, watched: Watched) -> None:
        """The bot is built, and shall be looked at from now on."""
        self._watched, self._seen = watched, None

    def end(self) -> None:
        """The bot stops: its parts must not be asked any more."""
        self._watched, self._phase, self._seen = None, STOPPING, None

    @property
    def alive(self) -> bool:
        """Whether the process does something; that it answers at all says that its event loop runs."""
        return self._watched is None or self._watched.alive()

    async def look(self) -> Readiness:
        """How it stands, at most a second old."""
        async with self._looking:
            if self._watched is None:
                return Readiness({self._phase: f"Earnest is {self._phase}"})
            if self._seen is None or self._monotonic() - self._seen[0] >= FRESH_FOR_S:
                self._seen = self._monotonic(), await look(self._watched)
            return self._seen[1]

    async def figures(self) -> Figures | None:
        """Trust and cost, at most a minute old; None where there is no bot or the tables do not tell."""
        async with self._looking:
            now = self._monotonic()
            if self._watched is None or (self._figured and now - self._figured[0] < FIGURES_FRESH_FOR_S):
                return self._figured[1] if self._figured else None
            try:
                self._figured = now, await within(self._watched.figures())
            except (EarnestError, TimeoutError):
                return None
            return self._figured[1]
