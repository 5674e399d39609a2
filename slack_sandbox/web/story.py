"""Plays the demo's scenes at reading speed when somebody asks for it on the page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from slack_sandbox.jsonlike import Json

log = logging.getLogger(__name__)
PACE_S = 2.0


class Scenes(Protocol):
    """The story, as the demo tells it."""

    @property
    def titles(self) -> list[str]:
        """What happens in each scene, in order."""

    async def play(self, index: int, pace_s: float) -> None:
        """Play one scene, pausing about `pace_s` seconds at each turn. Raises when the scene fails."""


class Story:
    """One scene at a time. `changed` is called after each change of `state`; `where` tells where customers speak."""

    def __init__(self, scenes: Scenes | None, changed: Callable[[], None], where: Callable[[], Json | None]) -> None:
        self._scenes = scenes
        self._changed = changed
        self._where = where
        self._task: asyncio.Task[None] | None = None
        self._playing: int | None = None
        self._ended: dict[int, bool] = {}

    def state(self) -> Json:
        """`titles`, the index that is `playing` or None, how those played `ended`, `where` a customer spoke last."""
        titles = list(self._scenes.titles) if self._scenes is not None else []
        ended = {str(index): well for index, well in self._ended.items()}
        where = self._where() if self._playing is not None else None
        return {"titles": titles, "playing": self._playing, "ended": ended, "where": where}

    def play(self, first: int, last: int, pace_s: float = PACE_S) -> None:
        """Play the scenes from `first` to `last`, both included. Raises ValueError for scenes that are not there."""
        if self._scenes is None or not 0 <= first <= last < len(self._scenes.titles):
            raise ValueError("there is no such scene")
        if self._task is not None and not self._task.done():
            raise ValueError("a scene is being played; stop it first")
        self._task = asyncio.create_task(self._run(self._scenes, range(first, last + 1), pace_s), name="story")

    async def stop(self) -> None:
        """Stop the scene that is being played."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, scenes: Scenes, indexes: range, pace_s: float) -> None:
        try:
            for index in indexes:
                self._playing = index
                self._ended.pop(index, None)
                self._changed()
                self._ended[index] = await self._ends_well(scenes, index, pace_s)
        finally:
            self._playing = None
            self._changed()

    async def _ends_well(self, scenes: Scenes, index: int, pace_s: float) -> bool:
        try:
            await scenes.play(index, pace_s)
        except Exception:
            log.exception("the scene %r failed", scenes.titles[index])
            return False
        return True
