"""Bursts that are over become durable work: one workflow a turn and revision, a few at once, one at a time a ticket."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.domain import Classification, Conversation, Decision, Reason, ReasonCode, Tier, TurnId
from bot.errors import PermanentError
from bot.flow import Parts, Steps, decide
from bot.listen.snapshot import conversation_of
from bot.outbox.deliver import FROM_ANY, Outcome, deliver
from bot.runtime import Tools
from bot.store.records import Turn, TurnState

log = logging.getLogger(__name__)
WORKFLOW = "turn"
AT_ONCE = 4
STARTABLE = (TurnState.GATHERING, TurnState.QUEUED)


class Runner(Protocol):
    """Durable execution, as an adapter gives it."""

    async def start(self, name: str, workflow_id: str, arg: str) -> None:
        """Start a workflow once; the same id again changes nothing."""
        ...

    async def finished(self, workflow_id: str) -> bool:
        """Whether a workflow has ended, well or not."""
        ...


@dataclass(frozen=True, slots=True)
class Listened:
    """What the first step found: the question as it stands, or that nothing is left of it."""

    conversation: Conversation | None


class Turns:
    """Moves turns from gathering to decided."""

    def __init__(self, tools: Tools, parts: Parts) -> None:
        self._tools = tools
        self._parts = parts
        self._runner: Runner | None = None
        self._running: dict[TurnId, str] = {}

    def run_with(self, runner: Runner) -> None:
        """The durable engine, which in turn was given `workflow` and `failed`."""
        self._runner = runner

    async def work(self) -> datetime | None:
        """Start what is due, one turn a ticket and a few at once; when the next burst is over."""
        undecided = await self._tools.store.turns.undecided()
        now = self._tools.clock.now()
        chosen = await self._choose([t for t in undecided if t.state is not TurnState.GATHERING or t.due_at <= now])
        started = []
        if chosen:
            async with self._tools.store.begin() as tx:
                for turn in chosen:
                    if await self._tools.store.turns.move(
                        turn.id, STARTABLE, TurnState.RUNNING, revision=turn.revision, tx=tx
                    ):
                        started.append(turn)
        for turn in started:
            await self._start(turn)
        # With all places taken the next look comes when one is free, which rings the bell.
        later = [t.due_at for t in undecided if t.state is TurnState.GATHERING and t.due_at > now]
        return None if len(self._running) >= AT_ONCE else min(later, default=None)

    async def _choose(self, ready: list[Turn]) -> list[Turn]:
        """The turns to start now; one that a crash left running is taken up again."""
        assert self._runner is not None
        chosen: list[Turn] = []
        tickets_busy: set[str] = set()
        for turn in ready:
            first_of_ticket = turn.ticket_id not in tickets_busy
            tickets_busy.add(turn.ticket_id)
            here = self._running.get(turn.id) == workflow_id(turn)
            if not first_of_ticket or here or len(self._running) + len(chosen) >= AT_ONCE:
                continue
            if turn.state is not TurnState.RUNNING:
                chosen.append(turn)
            elif await self._runner.finished(name := workflow_id(turn)):
                await self.failed(WORKFLOW, name, name, PermanentError("the work ended without a decision"))
            else:
                await self._start(turn)
        return chosen

    async def _start(self, turn: Turn) -> None:
        assert self._runner is not None
        name = workflow_id(turn)
        self._running[turn.id] = name
        await self._runner.start(WORKFLOW, name, name)

    async def workflow(self, steps: Steps, arg: str) -> None:
        """The body of a turn's workflow; `arg` is "turn id:revision"."""
        turn_id, revision = read_id(arg)
        try:
            await self._decide(steps, turn_id, revision)
        finally:
            self._finished(turn_id, arg)

    async def _decide(self, steps: Steps, turn_id: TurnId, revision: int) -> None:
        listened = await steps.step("listen", lambda: self._listen(turn_id, revision), Listened)
        if listened.conversation is None:
            return
        conversation = listened.conversation
        decision = await decide(self._parts, conversation, steps)
        await steps.step("review", lambda: deliver(self._tools, conversation, decision), Outcome)

    async def _listen(self, turn_id: TurnId, revision: int) -> Listened:
        conversation = await conversation_of(self._tools, turn_id)
        if conversation is None:
            await self._tools.store.turns.move(turn_id, FROM_ANY, TurnState.DROPPED)
            return Listened(None)
        if conversation.revision != revision:
            return Listened(None)
        return Listened(conversation)

    async def failed(self, name: str, workflow: str, arg: str, error: BaseException) -> None:
        """A workflow gave up: the turn becomes a card all the same, so that a person sees the question."""
        turn_id, revision = read_id(arg)
        log.error("turn %s could not be worked on by itself and goes to people: %s", turn_id, error)
        try:
            conversation = await conversation_of(self._tools, turn_id)
            if conversation is not None and conversation.revision == revision:
                await deliver(self._tools, replace(conversation, person_has_thread=True), self._unworked(error))
        finally:
            self._finished(turn_id, arg)

    def _unworked(self, error: BaseException) -> Decision:
        """The decision on a question that no step could be finished for."""
        reason = Reason(ReasonCode.ENGINE_FAILED, Tier.ASSISTED, type(error).__name__)
        return Decision(Tier.ASSISTED, (reason,), Classification(()), team=next(iter(self._tools.policy.teams)))

    def _finished(self, turn_id: TurnId, arg: str) -> None:
        if self._running.get(turn_id) == arg:
            del self._running[turn_id]
        self._tools.bells.turns.set()

    @property
    def busy(self) -> int:
        """How many workflows run now."""
        return len(self._running)


def workflow_id(turn: Turn) -> str:
    """A turn's work is named after its revision, so that an older one cannot stand in for it."""
    return f"{turn.id}:{turn.revision}"


def read_id(arg: str) -> tuple[TurnId, int]:
    """The turn and revision of a workflow id."""
    turn_id, _, revision = arg.rpartition(":")
    return TurnId(turn_id), int(revision)
