"""What silence after our last word means: a question whether it helped, and later a ticket that counts as resolved."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import TicketId
from bot.domain.states import Resolution, TicketStatus
from bot.outbox.mode_now import watched
from bot.outbox.post_intents import follow_up
from bot.outbox.ticket_status import change_status
from bot.platform.work import working_on
from bot.runtime import Runtime
from bot.texts import customer as words

AT_MOST_ASKED = timedelta(days=7)  # an older thread is not stirred up when the policy begins to ask


class Silence:
    """All by rows and the clock: what fell due while nothing ran is done at the next look, once."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def work(self) -> datetime | None:
        """One look. None: the next one is made when the loop looks again."""
        limits, now = self._runtime.policy.thresholds, self._runtime.clock.now()
        for ticket_id, since in await self._runtime.store.states.silent(now - limits.resolved_after_silence):
            with working_on(ticket=ticket_id):
                await self._resolve(ticket_id, since)
        if limits.ask_after_silence is not None:
            for ticket_id, since in await self._runtime.store.states.silent(now - limits.ask_after_silence):
                if now - since < AT_MOST_ASKED:
                    with working_on(ticket=ticket_id):
                        await self._ask(ticket_id, since)
        return None

    async def _resolve(self, ticket_id: TicketId, since: datetime) -> None:
        runtime = self._runtime
        async with runtime.store.begin() as tx:
            ticket = await runtime.store.tickets.get(ticket_id, tx)
            if ticket is not None and await runtime.store.states.silent_since(ticket_id, tx) == since:
                because = runtime.clock.now().isoformat()
                await change_status(runtime, ticket, TicketStatus.RESOLVED, "", because, tx, Resolution.ASSUMED)
        runtime.wake.posts.set()

    async def _ask(self, ticket_id: TicketId, since: datetime) -> None:
        runtime = self._runtime
        ticket = await runtime.store.tickets.get(ticket_id)
        if ticket is None or await watched(runtime, ticket):
            return
        if await runtime.store.posts.add([follow_up(ticket, since, words.DID_IT_HELP)]):
            runtime.wake.posts.set()
