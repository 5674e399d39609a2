"""An answer that could not be posted becomes a card: whatever happens to a post, a person sees the question."""

from __future__ import annotations

import logging

from bot.domain.states import DraftState
from bot.outbox import intents as posts
from bot.outbox.card_place import refresh_card
from bot.outbox.intents import PostKind
from bot.runtime import Runtime
from bot.store.records import Post, TurnState

log = logging.getLogger(__name__)


class Unposted:
    """What the outbox tells when a post ended otherwise than sent."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def cancelled(self, post: Post, why: str) -> None:
        """Something changed before a post went out. A question that was edited is decided anew by its own turn."""
        if post.kind == PostKind.ANSWER:
            await self._card(post, why)

    async def failed(self, post: Post, code: str) -> None:
        """Slack refused a post for good."""
        log.error("a post of kind %s was refused for good: %s", post.kind, code)
        if post.kind == PostKind.ANSWER:
            await self._card(post, code)

    async def _card(self, post: Post, why: str) -> None:
        runtime, store = self._runtime, self._runtime.store
        if post.decision_id is None or post.ticket_id is None:
            return
        async with store.begin() as tx:
            row = await store.decisions.get(post.decision_id, tx)
            ticket = await store.tickets.get(post.ticket_id, tx)
            turn = await store.turns.get(row.turn_id, tx) if row else None
            if row is None or ticket is None or turn is None or not row.current or turn.state is not TurnState.DECIDED:
                return
            if turn.revision != row.revision:
                return
            await store.decisions.settle(row.id, DraftState.SUPERSEDED, None, tx=tx)
            await store.tickets.take(ticket.id, None, tx)
            if not await store.posts.add([posts.card(runtime.directory.desk, ticket, row)], tx):
                await refresh_card(runtime, ticket, row, f"{post.id}:{why}", tx)
        runtime.wake.posts.set()
