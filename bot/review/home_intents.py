"""What App Home shows of each kind of question: its trust, and its figures of the last seven days."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from bot.domain.figures import Breakdown, Column, Figure, Report
from bot.domain.ports import ReportSource
from bot.outbox.blocks import IntentLine
from bot.policy.trust_record import trust_in
from bot.runtime import Runtime
from bot.texts import home as words
from bot.texts import report as report_words
from bot.texts import trust as trust_words
from bot.texts.units import number

DAYS = 7
FRESH = timedelta(minutes=1)  # one report serves all who open their page about now


class HomeIntents:
    """Counts anew when its last report is old."""

    def __init__(self, runtime: Runtime, reports: ReportSource) -> None:
        self._runtime = runtime
        self._reports = reports
        self._last: tuple[datetime, Report] | None = None

    async def lines(self) -> tuple[tuple[IntentLine, ...], dict[str, int]]:
        """The intents that were asked or audited, most requests first, and the queues that only a report knows.
        Raises EarnestError."""
        found = await self._report()
        trust = await self._trust()
        asked = found.now.tables[Breakdown.INTENT]
        names = dict.fromkeys([*(name for name in asked if name), *sorted(trust)])
        rows = tuple(_line(name, trust.get(name, words.NOT_AUDITED), asked.get(name, {})) for name in names)
        queues = {words.STALE: found.now.values[Figure.STALE], words.GAPS: found.now.values[Figure.GAPS]}
        return rows, {name: int(size) for name, size in queues.items() if size is not None}

    async def _report(self) -> Report:
        now = self._runtime.clock.now()
        if self._last is None or not timedelta() <= now - self._last[0] < FRESH:
            self._last = (now, await self._reports.of(DAYS, now))
        return self._last[1]

    async def _trust(self) -> dict[str, str]:
        """`trusted (claude), not yet trusted (extractive)`, by intent."""
        audits, rule = self._runtime.store.audits, self._runtime.policy.review
        reviews = await audits.count()
        found: dict[str, list[str]] = defaultdict(list)
        for name, intent in self._runtime.policy.intents.items():
            if intent.trust == "pinned":
                found[name].append(words.PINNED)
        for name, engine in await audits.pairs():
            state = await trust_in(self._runtime.policy, name, engine, audits.events)
            standing = trust_words.standing(trusted=state.holds(reviews, rule), pinned=state.pinned)
            found[name].append(f"{standing} ({engine})")
        return {name: ", ".join(standings) for name, standings in found.items()}


def _line(name: str, trust: str, row: dict[Column, float | None]) -> IntentLine:
    share, audits = row.get(Column.ACCURACY), row.get(Column.AUDITS) or 0
    accuracy = words.NO_AUDITS
    if share is not None:
        interval = report_words.interval(number(share, "share"), row.get(Column.LOW), row.get(Column.HIGH))
        accuracy = words.accuracy(interval, int(audits))
    return IntentLine(name, trust, int(row.get(Column.REQUESTS) or 0), int(row.get(Column.ANSWERED) or 0), accuracy)
