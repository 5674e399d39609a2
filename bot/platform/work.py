"""Which ticket and turn the present task works on, kept in the task's name: whatever logs in it can say so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Work:
    """Ids, None where there is none."""

    ticket: str | None = None
    turn: str | None = None


def work_on(*, ticket: str | None = None, turn: str | None = None) -> None:
    """The present task works on this from now on. What it was named before is lost; tasks that it makes do not
    inherit it."""
    task = asyncio.current_task()
    if task is not None:
        task.set_name(f"work:{ticket or ''}:{turn or ''}")


@contextmanager
def working_on(*, ticket: str | None = None, turn: str | None = None) -> Iterator[None]:
    """One piece of the present task's work is on this. Afterwards the task has its own name again, unless it failed:
    then whoever reports that says on what."""
    task = asyncio.current_task()
    name = task.get_name() if task else ""
    work_on(ticket=ticket, turn=turn)
    yield
    if task is not None:
        task.set_name(name)


def goes_on(task: asyncio.Task[Any]) -> None:
    """What that task does is on what the present one works on."""
    mine = work_of_this_task()
    if mine != Work():
        task.set_name(f"work:{mine.ticket or ''}:{mine.turn or ''}")


def work_of_this_task() -> Work:
    """What the present task works on; nothing outside of one."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # a thread without a loop
        return Work()
    kind, _, ids = (task.get_name() if task else "").partition(":")
    ticket, _, turn = ids.partition(":")
    return Work(ticket or None, turn or None) if kind == "work" else Work()
