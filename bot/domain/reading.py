"""What the reader is asked and says: which sentences answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ReadingWindow:
    """A question, and sentences of one article in their order that may answer it, each with the heading that it stands
    under."""

    question: str
    title: str
    sentences: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Logits: that a window `answers` at all, and that each of its sentences is a part of the answer; there are fewer
    sentences than were asked about where not all were read."""

    answers: float
    sentences: tuple[float, ...]


class Reader(Protocol):
    """A local model that reads which sentences answer a question. Never computes on the event loop."""

    async def read(self, windows: Sequence[ReadingWindow]) -> list[Reading]:
        """One reading for each window. Raises PermanentError."""
        ...
