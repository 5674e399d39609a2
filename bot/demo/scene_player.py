"""The story's scenes as one object: titles to choose from, and each played on a running demo."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import cycle

from bot.demo.scenes import SCENES, Scene, SceneFailed, Teller
from bot.demo.scenes.act import Act, History
from slack_sandbox.refusal import DriveError
from slack_sandbox.stage import Stage

# People of the customers' companies besides those whom the sandbox starts with.
NAMES = (
    "Ines Castro",
    "Piotr Zielinski",
    "Mei Tanaka",
    "Yusuf Demir",
    "Clara Lind",
    "Tariq Aziz",
    "Elena Popova",
    "Hugo Marchand",
    "Amara Obi",
    "Lars Holm",
    "Nadia Rahman",
    "Bruno Conti",
    "Freya Olsen",
    "Jonas Weber",
    "Leila Haddad",
    "Marek Novotny",
    "Sofia Duarte",
    "Owen Price",
    "Hana Kovac",
    "Dev Patel",
)


async def _no_history(intent: str) -> int:
    raise SceneFailed("a record of audits to add to", f"there is none for {intent}")


class Scenes:
    """`open` once the app is connected. `alone`: nobody else acts, so a scene also fails for posts beyond its own."""

    def __init__(self, scenes: tuple[Scene, ...] = SCENES) -> None:
        self.scenes = scenes
        self._stage: Stage | None = None
        self._teller: Teller | None = None
        self._settled: Callable[[], Awaitable[None]] | None = None
        self._alone = True
        self._history: History = _no_history
        self._played = [0] * len(scenes)
        self._people: Iterator[str] = cycle(NAMES)

    @property
    def titles(self) -> list[str]:
        """The scenes' titles, in the order in which they are told."""
        return [scene.title for scene in self.scenes]

    def open(
        self, stage: Stage, teller: Teller, settled: Callable[[], Awaitable[None]], history: History, *, alone: bool
    ) -> None:
        """From here on scenes can be played."""
        self._stage, self._teller, self._settled, self._alone = stage, teller, settled, alone
        self._history = history

    async def play(self, index: int, pace_s: float = 0.0) -> None:
        """Play one scene, pausing `pace_s` seconds before each act. Raises SceneFailed when it ends otherwise than it
        should."""
        if self._stage is None or self._teller is None or self._settled is None:
            raise SceneFailed("the app to be connected", "it is still starting; try again in a moment")
        scene, times, began = self.scenes[index], self._played[index], time.monotonic()
        self._played[index] += 1
        self._teller.begin(index + 1, scene)
        on = (self._stage, self._teller, self._settled, self._people)
        act = Act(*on, history=self._history, times_played=times, pace_s=pace_s)
        failed = await self._failure(scene, act)
        self._teller.end(scene, failed, time.monotonic() - began)
        if failed is not None:
            raise failed

    async def _failure(self, scene: Scene, act: Act) -> SceneFailed | None:
        try:
            await scene.play(act)
            await act.end(alone=self._alone)
        except SceneFailed as failed:
            return failed
        except DriveError as error:
            return SceneFailed("people to see what they act on", str(error))
        except TimeoutError:
            return SceneFailed("the app to come to rest", "it was still busy when patience ended")
        return None
