"""An answer that could not be posted becomes a card: whatever happens to a post, a person sees the question."""

from __future__ import annotations

import logging

from bot.domain.inbound import MessageDeleted
from bot.domain.states import DraftState
from bot.outbox import post_intents as posts
from bot.outbox.card_place import refresh_card
from bot.outbox.post_intents import ANSWERS
from bot.outbox.post_results import MISPLACED
from bot.outbox.withdrawn import tell_approver
from bot.runtime import Runtime
from bot.store.inbox import entry_for
from bot.store.records import DecisionRow, Post, Ticket, TurnState
from bot.store.tx import Tx
from bot.texts import refusals

log = logging.getLogger(__name__)


class Unposted:
    """What the outbox tells when a post ended otherwise than sent."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def cancelled(self, post: Post, why: str) -> None:
        """Something changed before a post went out. A question that was edited is decided anew by its own turn."""
        if post.kind in ANSWERS:
            await self._told(post, why, refusals.stopped(why))

    async def failed(self, post: Post, code: str) -> None:
        """Slack refused a post for good, or it stood where it must not."""
        log.error("a post of kind %s was refused for good: %s", post.kind, code)
        if code == MISPLACED and post.thread_ts is not None:
            gone = entry_for(MessageDeleted(post.channel, post.thread_ts))
            await self._runtime.store.inbox.put([gone])
            self._runtime.wake.inbox.set()
        if post.kind in ANSWERS:
            await self._told(post, code, refusals.approver(code))
        elif post.ticket_id is not None and post.decision_id is not None:
            async with self._runtime.store.begin() as tx:
                row, ticket = await self._about(post, tx)
                if row is not None and ticket is not None:
                    await refresh_card(self._runtime, ticket, row, f"{post.id}:{code}", tx)
        self._runtime.wake.posts.set()

    async def _told(self, post: Post, why: str, word: str) -> None:
        """Card and approver are told; where nothing else follows from what happened, people get the thread."""
        runtime = self._runtime
        async with runtime.store.begin() as tx:
            row, ticket = await self._about(post, tx)
            if row is None or ticket is None:
                return
            await tell_approver(runtime, post, word, tx)
            if await self._is_for_people(row, why, tx):
                await runtime.store.decisions.settle(row.id, DraftState.SUPERSEDED, None, tx=tx)
                await runtime.store.tickets.take(ticket.id, None, tx)
                await runtime.store.posts.add([posts.card(runtime.directory.desk, ticket, row)], tx)
            await refresh_card(runtime, ticket, row, f"{post.id}:{why}", tx)
        runtime.wake.posts.set()

    async def _about(self, post: Post, tx: Tx) -> tuple[DecisionRow | None, Ticket | None]:
        store = self._runtime.store
        row = await store.decisions.get(post.decision_id, tx) if post.decision_id else None
        return row, await store.tickets.get(post.ticket_id, tx) if post.ticket_id else None

    async def _is_for_people(self, row: DecisionRow, why: str, tx: Tx) -> bool:
        """Whether the question stands as it was decided on, so that no other turn takes care of it. Outside its thread
        a post stands where the question was deleted: what is left of it is asked anew."""
        turn = await self._runtime.store.turns.get(row.turn_id, tx)
        if turn is None or not row.current or turn.state is not TurnState.DECIDED or why == MISPLACED:
            return False
        return turn.revision == row.revision
