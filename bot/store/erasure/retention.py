"""Takes out of the tables what is older than the policy keeps it, row by row by each row's own time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Row, Table, delete, func, select, update

from bot.domain.states import DraftState
from bot.store.audit_chain import erased_entry
from bot.store.database import Database
from bot.store.erasure.change import change_rows, emptied
from bot.store.erasure.columns import Rule
from bot.store.meta import Meta
from bot.store.records import InboxState, LogEntry
from bot.store.rows import record
from bot.store.tables import (
    actions,
    audits,
    canaries,
    decisions,
    drafts,
    erasures,
    feedback,
    flags,
    gap_articles,
    inbox,
    incidents,
    intent_labels,
    messages,
    model_calls,
    posts,
    summaries,
    trust_events,
)
from bot.store.tx import Tx

AT_ONCE = timedelta(days=7)
OVERLAP = timedelta(days=1)  # a row may be written a moment after its own time
_MARK = "retention:"
Change = Callable[[Row[Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """What is older than these instants goes."""

    messages: datetime
    drafts: datetime
    audit: datetime
    metrics: datetime


SAID: Mapping[Table, Column[Any]] = {
    inbox: inbox.c.received_at,
    messages: messages.c.said_at,
    decisions: decisions.c.decided_at,
    posts: posts.c.created_at,
    incidents: incidents.c.last_at,
    audits: audits.c.at,
    intent_labels: intent_labels.c.asked_at,
    gap_articles: gap_articles.c.created_at,
    feedback: feedback.c.at,
    summaries: summaries.c.at,
}
WRITTEN: Mapping[Table, Column[Any]] = {
    decisions: decisions.c.decided_at,
    drafts: drafts.c.made_at,
    flags: flags.c.at,
    gap_articles: gap_articles.c.created_at,
    canaries: canaries.c.made_at,
}
LOGGED: Mapping[Table, Column[Any]] = {actions: actions.c.at, trust_events: trust_events.c.at}
COUNTED: Mapping[Table, Any] = {
    model_calls: model_calls.c.at,
    feedback: feedback.c.at,
    inbox: inbox.c.received_at,
    erasures: erasures.c.finished_at,
}


class Sweep:
    """Goes on where the last one ended, so that a day's sweep reads a day's rows. `key` makes stand-ins."""

    def __init__(self, database: Database, key: str) -> None:
        self._database = database
        self._meta = Meta(database)
        self._key = key

    async def run(self, cutoffs: Cutoffs) -> Counter[str]:
        """How many rows were changed or deleted, by table. Raises TransientError, after which it is run again."""
        changed: Counter[str] = Counter()
        parts = (
            ("messages", cutoffs.messages, SAID, Rule.SAID),
            ("drafts", cutoffs.drafts, WRITTEN, Rule.WRITTEN),
            ("audit", cutoffs.audit, LOGGED, Rule.LOGGED),
        )
        for name, before, tables, rule in parts:
            since = await self._since(name)
            for table, moment in tables.items():
                changed[table.name] += await self._empty(table, moment, since, before, rule)
            await self._meta.set(_MARK + name, before.isoformat())
        for table, moment in COUNTED.items():
            changed[table.name] += await self._delete(table, moment, cutoffs.metrics)
        return +changed

    async def _since(self, name: str) -> datetime | None:
        found = await self._meta.get(_MARK + name)
        return datetime.fromisoformat(found) - OVERLAP if found else None

    async def _empty(
        self, table: Table, moment: Column[Any], since: datetime | None, before: datetime, rule: Rule
    ) -> int:
        change = self._unlogged if table is actions else emptied(table, {}, rules=frozenset({rule}))
        changed = 0
        async with self._database.view(long=True) as tx:
            first = (await tx.execute(select(func.min(moment, type_=moment.type)))).scalar()
        for start, end in _weeks(max(since, first) if since and first else first, before):
            async with self._database.write(long=True) as tx:
                old = (moment >= start) & (moment < end)
                changed += await change_rows(tx, table, old, change)
                await self._no_longer(tx, table, old)
        return changed

    async def _no_longer(self, tx: Tx, table: Table, old: Any) -> None:
        """A draft without words cannot be approved, nor a payload without words be worked on."""
        if table is drafts:
            waits = old & (drafts.c.state == DraftState.PENDING)
            await tx.execute(update(drafts).where(waits).values(state=DraftState.SUPERSEDED))
        if table is inbox:
            waits = old & (inbox.c.state == InboxState.NEW)
            await tx.execute(update(inbox).where(waits).values(state=InboxState.DONE, note="too old"))

    def _unlogged(self, row: Row[Any]) -> Mapping[str, Any]:
        return erased_entry(record(LogEntry, row), self._key, [row.actor])

    async def _delete(self, table: Table, moment: Any, before: datetime) -> int:
        async with self._database.write(long=True) as tx:
            return (await tx.execute(delete(table).where(moment < before))).rowcount


def _weeks(first: datetime | None, before: datetime) -> Iterator[tuple[datetime, datetime]]:
    start = first
    while start is not None and start < before:
        end = min(start + AT_ONCE, before)
        yield start, end
        start = end
