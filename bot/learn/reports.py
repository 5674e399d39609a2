"""Makes a report: rows from the tables, the queues that no row holds, and the figures of both windows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain import ArticleId
from bot.domain.figures import Figure, Figures, Report, Window
from bot.domain.ports import Embedder
from bot.language.gaps import Gap, gaps
from bot.learn.figures import report
from bot.policy import Policy
from bot.store.store import Store
from bot.store.ticket_facts import report_facts

ReviewDates = Callable[[], Awaitable[Mapping[ArticleId, date | None]]]
GAPS_OF = timedelta(days=90)
MARGIN = timedelta(days=1)  # what a person did just before the windows bounds their first act in them
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
        facts = await report_facts(self._store.database, end, window.before().start - MARGIN)
        found = await asyncio.to_thread(report, facts, window, self._policy)
        dates, before = await self._reviewed(), window.before().end
        now = {Figure.STALE: self._stale(dates, end), Figure.GAPS: len(await self.gaps(end))}
        then = {Figure.STALE: self._stale(dates, before), Figure.GAPS: len(await self.gaps(before))}
        return replace(found, now=_with(found.now, now), before=_with(found.before, then))

    async def gaps(self, end: datetime) -> list[Gap]:
        """What no article answered in the 90 days before `end`, what most customers asked first."""
        asked = await self._store.unanswered.since(end - GAPS_OF)
        mine = [one for one in asked if one.at < end][-MOST:]
        return gaps(mine, await self._embedder.embed([one.text for one in mine]))

    def _stale(self, dates: Mapping[ArticleId, date | None], at: datetime) -> int | None:
        """Articles of today's index that were not reviewed in time at `at`; None without an index."""
        oldest = at.date() - timedelta(days=self._policy.thresholds.stale_after_days)
        return sum(day is None or day < oldest for day in dates.values()) if dates else None


def _with(found: Figures, queues: Mapping[Figure, float | None]) -> Figures:
    return replace(found, values={**found.values, **queues})
