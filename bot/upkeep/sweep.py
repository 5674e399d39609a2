"""The daily sweep: what is older than the policy keeps it goes, and erasures that were cut off are finished."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from bot.fleet import one_at_a_time
from bot.platform.loop import Loop
from bot.policy.retention import Retention
from bot.runtime import Runtime
from bot.settings import Settings
from bot.store.erasure.retention import Cutoffs, Sweep
from bot.upkeep.forget import Installation, erase

log = logging.getLogger(__name__)
EVERY = timedelta(days=1)
PATIENCE_S = 30.0
LAST = "retention:swept_at"


async def _yes() -> bool:
    return True


def cutoffs(retention: Retention, now: datetime) -> Cutoffs:
    """The instants before which things go."""
    return Cutoffs(now - retention.messages, now - retention.drafts, now - retention.audit, now - retention.metrics)


class DailySweep:
    """Its last time stands in the tables, so that a bot that is restarted often sweeps as well, and once."""

    def __init__(self, runtime: Runtime, settings: Settings) -> None:
        self._runtime = runtime
        self._house = Installation(runtime.store, settings, runtime.policy, runtime.clock, running=_yes)

    async def work(self) -> datetime | None:
        """One look; None: the next one is made when the loop looks again."""
        store, now = self._runtime.store, self._runtime.clock.now()
        for erasure in await store.erasures.open():
            # Free pages are left to the command, which is run by somebody who waits for it.
            outcome = await erase(self._house, erasure, patience_s=PATIENCE_S, compact=False)
            self._runtime.wake.posts.set()
            log.info("erasure %s: %s", erasure.id, outcome.waits or "finished")
        last = await store.meta.get(LAST)
        if last is None or datetime.fromisoformat(last) + EVERY <= now:
            await self._sweep(now)
            await store.meta.set(LAST, now.isoformat())
        return None

    async def _sweep(self, now: datetime) -> None:
        store, retention = self._runtime.store, self._runtime.policy.retention
        swept = await Sweep(store.database, await store.audit_log.made_key()).run(cutoffs(retention, now))
        if swept:
            log.info("what is older than retention allows is gone: %s", dict(swept))


def sweep_loop(runtime: Runtime, settings: Settings) -> Loop:
    """The loop to be started with the others."""
    work = one_at_a_time(runtime.store.leases, "retention", DailySweep(runtime, settings).work)
    return Loop("retention", work, asyncio.Event(), runtime.clock, runtime.tell)
