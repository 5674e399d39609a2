"""Stand-ins for the reader."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.reading import Reading, ReadingWindow


class Scripted:
    """Says the same of every sentence, in logits, and keeps what it was asked."""

    def __init__(self, part: float = 0.0) -> None:
        self._part = part
        self.asked: list[ReadingWindow] = []

    async def read(self, windows: Sequence[ReadingWindow]) -> list[Reading]:
        self.asked += windows
        return [Reading(self._part, (self._part,) * len(window.sentences)) for window in windows]
