"""What a scene is, how it tells what happens, and how it fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.demo.scenes.act import Act


class SceneFailed(Exception):
    """A scene ended otherwise than it should."""

    def __init__(self, expected: str, happened: str) -> None:
        super().__init__(f"expected {expected}; what happened: {happened}")
        self.expected = expected
        self.happened = happened


class Part(StrEnum):
    """Whose line of the transcript it is."""

    CUSTOMER = "customer"
    STAFF = "staff"
    EARNEST = "earnest"
    DESK = "desk"
    DECISION = "decision"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Scene:
    """A customer's message and what must follow. `ends` says in a sentence how it should end."""

    title: str
    ends: str
    play: Callable[[Act], Awaitable[None]]


class Teller(Protocol):
    """Hears what happens on the stage, line by line."""

    def begin(self, number: int, scene: Scene) -> None:
        """A scene begins; numbers count from 1."""

    def tell(self, part: Part, who: str, where: str, text: str) -> None:
        """`who` did or said `text`, `where` is a channel or a thread."""

    def end(self, scene: Scene, failed: SceneFailed | None, seconds: float) -> None:
        """The scene is over, as it should be or not."""
