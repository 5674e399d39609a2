"""Clocks: the machine's, and one that starts at a date of our choosing."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """Starts at `start` (aware) and runs at real speed: the demo and evaluations live on the seed's own date."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs to know the zone of its start")
        self._start = start.astimezone(UTC)
        self._from = time.monotonic()

    def now(self) -> datetime:
        """Aware UTC; never goes backwards."""
        return self._start + timedelta(seconds=time.monotonic() - self._from)
