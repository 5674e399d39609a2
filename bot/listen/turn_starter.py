"""Bursts that are over become durable work: one workflow a turn and revision, a few at once, one at a time a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.errors import PermanentError
from bot.listen.turn_work import TurnWork
from bot.listen.turn_workflows import WORKFLOW, InProgress, workflow_id
from bot.runtime import Runtime
from bot.store.records import Turn, TurnState

AT_ONCE = 4
STARTABLE = (TurnState.GATHERING, TurnState.QUEUED)


class Runner(Protocol):
    """Durable execution, as platform/durable gives it."""

    async def start(self, name: str, workflow_id: str, arg: str) -> None:
        """Start a workflow once; the same id again changes nothing."""
        ...

    async def finished(self, workflow_id: str) -> bool:
        """Whether a workflow has ended, well or not."""
        ...


class TurnStarter:
    """Moves turns from gathering to running."""

    def __init__(self, runtime: Runtime, runner: Runner, work: TurnWork, running: InProgress) -> None:
        self._runtime = runtime
        self._runner = runner
        self._turn_work = work
        self._running = running

    async def work(self) -> datetime | None:
        """Start what is due, one turn a ticket and a few at once; when the next burst is over."""
        turns, now = self._runtime.store.turns, self._runtime.clock.now()
        undecided = sorted(await turns.undecided(), key=lambda turn: not turn.urgent)
        if self._runtime.store.leases.shared:
            self._running.keep({turn.id for turn in undecided})
        chosen = await self._choose([t for t in undecided if t.state is not TurnState.GATHERING or t.due_at <= now])
        started = []
        if chosen:
            async with self._runtime.store.begin() as tx:
                for turn in chosen:
                    if await turns.move(turn.id, STARTABLE, TurnState.RUNNING, revision=turn.revision, tx=tx):
                        started.append(turn)
        for turn in started:
            await self._start(turn)
        # With all places taken the next look comes when one is free, which wakes this loop.
        later = [t.due_at for t in undecided if t.state is TurnState.GATHERING and t.due_at > now]
        return None if len(self._running) >= 2 * AT_ONCE else min(later, default=None)

    async def _choose(self, ready: list[Turn]) -> list[Turn]:
        """The turns to start now; one that a crash left running is taken up again. What goes to people at once has
        places of its own, since a model that hangs may fill the others."""
        chosen: list[Turn] = []
        tickets_busy: set[str] = set()
        for turn in ready:
            first_of_ticket = turn.ticket_id not in tickets_busy
            tickets_busy.add(turn.ticket_id)
            at_once = AT_ONCE + (AT_ONCE if turn.urgent else 0)
            full = len(self._running) + len(chosen) >= at_once
            if not (first_of_ticket or turn.urgent) or self._running.has(turn) or full:
                continue
            if turn.state is TurnState.RUNNING and turn.worked_by != self._runtime.store.database.executor:
                continue  # another process has it
            if turn.state is not TurnState.RUNNING:
                chosen.append(turn)
            elif await self._runner.finished(name := workflow_id(turn)):
                await self._turn_work.failed(WORKFLOW, name, name, PermanentError("the work ended without a decision"))
            else:
                await self._start(turn)
        return chosen

    async def _start(self, turn: Turn) -> None:
        name = self._running.begin(turn)
        await self._runner.start(WORKFLOW, name, name)
