"""What starting turns and working on them share: the workflow's name and ids, and which run now."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from bot.domain import TurnId
from bot.store.records import Turn

WORKFLOW = "turn"


class InProgress:
    """The workflows that run in this process, by turn; `wake` is set when one ends."""

    def __init__(self, wake: asyncio.Event) -> None:
        self._running: dict[TurnId, str] = {}
        self._wake = wake

    def __len__(self) -> int:
        return len(self._running)

    def begin(self, turn: Turn) -> str:
        """A turn's workflow starts; its id."""
        self._running[turn.id] = name = workflow_id(turn)
        return name

    def has(self, turn: Turn) -> bool:
        """Whether the workflow of a turn's present revision runs here."""
        return self._running.get(turn.id) == workflow_id(turn)

    def keep(self, undecided: Collection[TurnId]) -> None:
        """What is decided does not run, wherever it was: another process may have ended what was started here."""
        for turn_id in [turn_id for turn_id in self._running if turn_id not in undecided]:
            del self._running[turn_id]

    def end(self, turn_id: TurnId, name: str) -> None:
        """A workflow ended, well or not."""
        if self._running.get(turn_id) == name:
            del self._running[turn_id]
        self._wake.set()


def workflow_id(turn: Turn) -> str:
    """A turn's work is named after its revision, so that an older one cannot stand in for it."""
    return f"{turn.id}:{turn.revision}"


def read_id(arg: str) -> tuple[TurnId, int]:
    """The turn and revision of a workflow id."""
    turn_id, _, revision = arg.rpartition(":")
    return TurnId(turn_id), int(revision)
