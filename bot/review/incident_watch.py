"""Watches for bursts of alike questions: an incident begins, threads join it, and it ends when nobody asks so."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain import TicketId
from bot.domain.ports import Embedder
from bot.language.clustering import clusters, names
from bot.outbox.incident_post import incident_post, incident_redraw
from bot.policy import incident_rate
from bot.policy.incident_rate import HISTORY, LEAST_ACCOUNTS, WINDOW, Asked
from bot.runtime import Runtime
from bot.store.incidents import Incident, IncidentThread

EVERY = timedelta(seconds=2)  # a busy desk decides many times a second, and a look takes longer the more it decides
MOST = 500


class IncidentWatch:
    """All by rows and the clock: a restart goes on where the last look left it."""

    def __init__(self, runtime: Runtime, embedder: Embedder) -> None:
        self._runtime = runtime
        self._embedder = embedder
        self._looked_at: datetime | None = None

    async def work(self) -> datetime | None:
        """One look at what was asked lately; when to look next, None where nothing is going on."""
        now = self._runtime.clock.now()
        if self._looked_at is not None and now < self._looked_at + EVERY:
            return self._looked_at + EVERY
        self._looked_at = now
        open_ = [one for one in await self._runtime.store.incidents.going_on() if not await self._silent(one, now)]
        asked = await self._runtime.store.incidents.asked_since(now - WINDOW, MOST)
        if open_ or incident_rate.separate_accounts(asked) >= LEAST_ACCOUNTS:
            texts = [one.text for one in asked]
            vectors = await self._embedder.embed(texts)
            groups = await asyncio.to_thread(clusters, vectors)
            for rows, name in zip(groups, names(texts, groups), strict=True):
                await self._group([asked[row] for row in rows], name.replace("_", " "), open_, now)
        return min((one.last_at + WINDOW for one in await self._runtime.store.incidents.going_on()), default=None)

    async def _silent(self, incident: Incident, now: datetime) -> bool:
        """End an incident about which nobody has asked for a whole window."""
        if now < incident.last_at + WINDOW:
            return False
        runtime = self._runtime
        async with runtime.store.begin() as tx:
            if await runtime.store.incidents.end(incident.id, now, None, tx):
                await runtime.store.posts.add([incident_redraw(runtime.directory.desk, incident.id, "silence")], tx)
        runtime.wake.posts.set()
        return True

    async def _group(self, group: Sequence[Asked], name: str, open_: Sequence[Incident], now: datetime) -> None:
        """Alike questions belong to an incident that has one of them already, or begin one. What belonged to an
        incident that has ended begins none again."""
        known = await self._runtime.store.incidents.belonging({one.ticket_id for one in group})
        mine = next((one for one in open_ if any(one.id in ids for ids in known.values())), None)
        fresh = [one for one in group if one.ticket_id not in known]
        if mine is not None:
            await self._join(mine.id, fresh)
        elif incident_rate.separate_accounts(fresh) >= LEAST_ACCOUNTS:
            await self._maybe_begin(fresh, name, open_, now)

    async def _maybe_begin(self, group: Sequence[Asked], name: str, open_: Sequence[Incident], now: datetime) -> None:
        store = self._runtime.store
        intents, start = Counter(one.intent for one in group), now - WINDOW
        first = await store.incidents.first_decision()
        since = max(start - HISTORY, first or start)
        before = incident_rate.occasions(await store.incidents.asked_before(set(intents), since, start))
        if not incident_rate.is_burst(incident_rate.separate_accounts(group), before, start - since):
            return
        intent = intents.most_common(1)[0][0]
        same = next((one for one in open_ if one.intent == intent), None)
        if same is not None:
            await self._join(same.id, group)
            return
        usual = incident_rate.usual(before, start - since)
        began, last = min(one.at for one in group), max(one.at for one in group)
        await self._begin(Incident(self._runtime.new_id(), intent, name, usual, began, last), group)

    async def _begin(self, incident: Incident, group: Sequence[Asked]) -> None:
        runtime = self._runtime
        async with runtime.store.begin() as tx:
            if not await runtime.store.incidents.open(incident, tx):
                return  # another process was first; the next look joins it
            await runtime.store.incidents.join(_threads(incident.id, group), tx)
            await runtime.store.posts.add([incident_post(runtime.directory.desk, incident.id)], tx)
        runtime.wake.posts.set()

    async def _join(self, incident_id: str, fresh: Sequence[Asked]) -> None:
        if not fresh:
            return
        runtime = self._runtime
        async with runtime.store.begin() as tx:
            joined = await runtime.store.incidents.join(_threads(incident_id, fresh), tx)
            if joined:
                await runtime.store.incidents.seen(incident_id, max(one.at for one in joined), tx)
                redraw = incident_redraw(runtime.directory.desk, incident_id, f"joined:{joined[-1].ticket_id}")
                await runtime.store.posts.add([redraw], tx)
        runtime.wake.posts.set()


def _threads(incident_id: str, group: Sequence[Asked]) -> list[IncidentThread]:
    """One a ticket, by its first question of the group."""
    first = {one.ticket_id: one for one in reversed(group)}
    return [
        IncidentThread(incident_id, TicketId(ticket), one.account, one.intent, one.at) for ticket, one in first.items()
    ]
