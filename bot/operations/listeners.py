"""Hands what the bot tells to everybody who listens; none of them can disturb the bot, or another."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.domain.telemetry import Event, Tell

log = logging.getLogger(__name__)


class Telling:
    """Fulfils `Tell`."""

    def __init__(self, hearers: Sequence[Tell]) -> None:
        self._hearers = [*hearers]

    def also(self, hear: Tell) -> None:
        """One more from now on."""
        self._hearers.append(hear)

    def __call__(self, event: Event) -> None:
        """Tell everybody."""
        for hear in self._hearers:
            try:
                hear(event)
            except Exception as error:  # a fault in counting must not become one in answering
                log.warning("%s was not taken in (%s)", type(event).__name__, type(error).__name__)
