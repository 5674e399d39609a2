"""The durable work on one turn: read the question as it stands, have it decided, write down how it leaves."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from bot.domain import Classification, Conversation, Decision, DecisionId, Reason, ReasonCode, Tier, TurnId
from bot.domain.ports import FollowUpReader, Steps
from bot.errors import UnforeseenError
from bot.listen.eyes import Eyes
from bot.listen.snapshot import conversation_of
from bot.listen.timed_steps import TimedSteps
from bot.listen.turn_workflows import InProgress, read_id
from bot.outbox.card_place import refresh_card
from bot.outbox.deliver import Outcome, deliver
from bot.platform.background import BackgroundCalls
from bot.platform.work import work_on
from bot.runtime import Runtime
from bot.store.records import UNDECIDED, TurnState
from bot.texts.reasons import failed_here

log = logging.getLogger(__name__)
Decide = Callable[[Conversation, Steps], Awaitable[Decision]]
Summarise = Callable[[Conversation], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Listened:
    """What the first step found: the question as it stands, or that nothing is left of it. Stored as JSON."""

    conversation: Conversation | None


class TurnWork:
    """The body of a turn's workflow, and what happens when it gives up. `decide` runs the steps in the middle."""

    def __init__(
        self,
        runtime: Runtime,
        decide: Decide,
        running: InProgress,
        reader: FollowUpReader | None = None,
        summarise: Summarise | None = None,
    ) -> None:
        """`reader` tells what a turn says of the answers before it; `summarise` writes the better summary that a
        handoff's card did not wait for."""
        self._runtime = runtime
        self._decide = decide
        self._running = running
        self._reader = reader
        self._summarise = summarise
        self.eyes = Eyes(runtime)
        self.late = BackgroundCalls(runtime.policy.thresholds.generation_deadline_s, runtime.tell)

    async def workflow(self, steps: Steps, arg: str) -> None:
        """`arg` is "turn id:revision"."""
        turn_id, revision = read_id(arg)
        work_on(turn=turn_id)
        try:
            await self._work(TimedSteps(steps, self._runtime.tell, turn_id), turn_id, revision)
        finally:
            self._running.end(turn_id, arg)

    async def _work(self, steps: TimedSteps, turn_id: TurnId, revision: int) -> None:
        listened = await steps.step("listen", lambda: self._listen(turn_id, revision), Listened)
        if listened.conversation is None:
            return
        conversation = listened.conversation
        steps.ticket_id = conversation.ticket_id
        work_on(ticket=conversation.ticket_id, turn=turn_id)
        decision = await self._decide(conversation, steps)
        outcome = await steps.step("review", lambda: deliver(self._runtime, conversation, decision), Outcome)
        if outcome.written and (decision.not_a_request or _watched(decision)):
            await self._leave_alone(turn_id)
        decided = outcome.decision_id if outcome.written and decision.tier is Tier.HANDOFF else None
        if decided is not None and self._summarise is not None:
            self.late.do(partial(self._summary, decided, conversation, self._summarise), "summary")

    async def _leave_alone(self, turn_id: TurnId) -> None:
        """Nothing that their customers see will follow on these messages: they lose the sign that says otherwise."""
        for message in await self._runtime.store.messages.of_turn(turn_id):
            self.eyes.take_off(message.channel, message.ts)

    async def _summary(self, decision_id: DecisionId, conversation: Conversation, summarise: Summarise) -> None:
        """Write the summary and have it join the card, outside durable work: a crash leaves the card's first one."""
        store = self._runtime.store
        text = await summarise(conversation)
        if text:
            async with store.begin() as tx:
                row = await store.decisions.summarised(decision_id, text, tx)
                ticket = await store.tickets.get(row.ticket_id, tx) if row else None
                if row is not None and ticket is not None:
                    await refresh_card(self._runtime, ticket, row, "summary", tx)
            self._runtime.wake.posts.set()

    async def _listen(self, turn_id: TurnId, revision: int) -> Listened:
        conversation = await conversation_of(self._runtime, turn_id, self._reader)
        if conversation is None:
            await self._runtime.store.turns.move(turn_id, UNDECIDED, TurnState.DROPPED)
            return Listened(None)
        if conversation.revision != revision:
            return Listened(None)
        return Listened(conversation)

    async def failed(self, name: str, workflow: str, arg: str, error: BaseException) -> None:
        """A workflow gave up: the turn becomes a card all the same, so that a person sees the question."""
        turn_id, revision = read_id(arg)
        log.error("turn %s could not be worked on by itself and goes to people: %s", turn_id, error)
        try:
            conversation = await conversation_of(self._runtime, turn_id)
            if conversation is not None and conversation.revision == revision:
                await deliver(self._runtime, replace(conversation, person_has_thread=True), self._unworked(error))
        finally:
            self._running.end(turn_id, arg)

    def _unworked(self, error: BaseException) -> Decision:
        """The decision on a question that no step could be finished for."""
        detail = failed_here(error.code) if isinstance(error, UnforeseenError) else type(error).__name__
        reason = Reason(ReasonCode.ENGINE_FAILED, Tier.ASSISTED, detail)
        return Decision(Tier.ASSISTED, (reason,), Classification(()), team=next(iter(self._runtime.policy.teams)))


def _watched(decision: Decision) -> bool:
    return any(reason.code is ReasonCode.WATCH_MODE for reason in decision.reasons)
