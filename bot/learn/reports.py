"""Makes a report: rows from the tables, the queues that no row holds, and the figures of both windows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain import ArticleId
from bot.domain.figures import Figure, Figures, Report, Window
from bot.domain.ports import Embedder
from bot.language.gaps import Unanswered, gaps
from bot.learn.figures import report
from bot.policy import Policy
from bot.store.store import Store
from bot.store.ticket_facts import report_facts

ReviewDates = Callable[[], Awaitable[Mapping[ArticleId, date | None]]]
GAPS_OF = timedelta(days=90)
MOST = 500  # newest questions that are grouped, for each of the two windows


class Reports:
    """What the command line, the command, the digest and App Home show."""

    def __init__(self, store: Store, policy: Policy, embedder: Embedder, reviewed: ReviewDates) -> None:
        self._store = store
        self._policy = policy
        self._embedder = embedder
        self._reviewed = reviewed

    async def of(self, days: int, end: datetime) -> Report:
        """The `days` before `end` beside as many before them. Counted off the event loop. Raises EarnestError."""
        window = Window(end - timedelta(days=days), end)
        facts = await report_facts(self._store.database, end)
        found = await asyncio.to_thread(report, facts, window, self._policy)
        dates, before = await self._reviewed(), window.before().end
        asked = await self._store.unanswered.since(before - GAPS_OF)
        now = {Figure.STALE: self._stale(dates, end), Figure.GAPS: await self._gaps(asked, end)}
        then = {Figure.STALE: self._stale(dates, before), Figure.GAPS: await self._gaps(asked, before)}
        return replace(found, now=_with(found.now, now), before=_with(found.before, then))

    def _stale(self, dates: Mapping[ArticleId, date | None], at: datetime) -> int | None:
        """Articles of today's index that were not reviewed in time at `at`; None without an index."""
        oldest = at.date() - timedelta(days=self._policy.thresholds.stale_after_days)
        return sum(day is None or day < oldest for day in dates.values()) if dates else None

    async def _gaps(self, asked: list[Unanswered], end: datetime) -> int:
        mine = [one for one in asked if end - GAPS_OF <= one.at < end][-MOST:]
        return len(gaps(mine, await self._embedder.embed([one.text for one in mine])))


def _with(found: Figures, queues: Mapping[Figure, float | None]) -> Figures:
    return replace(found, values={**found.values, **queues})
