"""Puts drafts with a planted error in front of the desk, at the share that the policy names, and puts them away."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from bot.domain import DecisionId, Mode
from bot.domain.canary import Canary, CanaryState
from bot.outbox.canary_post import canary_card, canary_update
from bot.outbox.mode_now import mode_now
from bot.review.planting import plant
from bot.runtime import Runtime
from bot.store.records import DecisionRow

_RECENT = timedelta(hours=1)  # what was drafted before, in a time without us, draws none any more
_FORGOTTEN, _KNOWN = timedelta(days=1), timedelta(days=30)  # how long ago an imitated draft was approved
_ENDS = timedelta(days=1)  # a card that nobody decided on says by then what it is


class CanaryWatch:
    """By rows and the clock: what is drawn comes from a draft's random id, so a restart draws the same, once."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def work(self) -> datetime | None:
        """Look at the drafts of the last hour, and at cards that were left. None: the next look is the loop's."""
        await self._put_away()
        share = self._runtime.policy.review.canaries
        if share:
            for decision_id in await self._runtime.store.canaries.drawing(self._runtime.clock.now() - _RECENT):
                if _drawn(decision_id) < share:
                    await self._put_out(decision_id)
        return None

    async def _put_away(self) -> None:
        runtime, now = self._runtime, self._runtime.clock.now()
        for canary in await runtime.store.canaries.open_since_before(now - _ENDS):
            async with runtime.store.begin() as tx:
                if await runtime.store.canaries.settle(canary.id, CanaryState.UNJUDGED, None, now, tx):
                    update = canary_update(runtime.directory.desk, canary.id, CanaryState.UNJUDGED.value)
                    await runtime.store.posts.add([update], tx)
            runtime.wake.posts.set()

    async def _put_out(self, because: DecisionId) -> None:
        runtime, now = self._runtime, self._runtime.clock.now()
        if await self._watched(await runtime.store.decisions.get(because)):
            return
        rng = Random(because)  # noqa: S311
        known = await runtime.store.canaries.approved(now - _KNOWN, now - _FORGOTTEN)
        for decision_id in rng.sample(known, len(known)):
            row = await runtime.store.decisions.get(decision_id)
            drafted = row.decision.drafted if row is not None else None
            error = plant(drafted.generation.sentences, rng) if drafted is not None else None
            if row is None or error is None or await self._watched(row):
                continue
            new = Canary(
                id=runtime.new_id(),
                decision_id=row.id,
                ticket_id=row.ticket_id,
                because=because,
                kind=error.kind,
                sentence=error.sentence,
                text=error.text,
                error=error.error,
                was=error.was,
                made_at=now,
            )
            async with runtime.store.begin() as tx:
                if await runtime.store.canaries.add(new, tx):
                    await runtime.store.posts.add([canary_card(runtime.directory.desk, new.id)], tx)
            runtime.wake.posts.set()
            return

    async def _watched(self, row: DecisionRow | None) -> bool:
        """In watch mode there is nothing to approve."""
        ticket = await self._runtime.store.tickets.get(row.ticket_id) if row is not None else None
        return ticket is None or mode_now(self._runtime, ticket, row) is Mode.WATCH


def _drawn(decision_id: str) -> float:
    """0..1 by its id, another draw than that for audits."""
    return int.from_bytes(sha256(f"canary:{decision_id}".encode()).digest()[:8], "big") / 2**64
