"""Erasures that were asked for: a row is there before the first word goes, so that what is cut off is taken up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.store.database import Database
from bot.store.erasure.subject import Kind, Subject, batches
from bot.store.tables import erasures, incident_threads


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure that is not finished. `counts` are the rows changed so far, by table."""

    id: str
    subject: Subject
    asked_at: datetime
    counts: Mapping[str, int]


class Erasures:
    """One open row a subject. A finished one holds a stand-in in place of the subject."""

    def __init__(self, database: Database, ids: Callable[[], str]) -> None:
        self._database = database
        self._ids = ids

    async def begin(self, subject: Subject, now: datetime) -> Erasure:
        """The subject's open erasure, or a new one; with the names of both."""
        for known in await self.open():
            if (known.subject.kind, known.subject.value) == (subject.kind, subject.value):
                names = tuple(sorted({*known.subject.names, *subject.names}))
                async with self._database.write() as tx:
                    await tx.execute(update(erasures).where(erasures.c.id == known.id).values(names=list(names)))
                return Erasure(known.id, _named(subject, names), known.asked_at, known.counts)
        made = Erasure(self._ids(), subject, now, {})
        row = {"id": made.id, "kind": subject.kind.value, "subject": subject.value, "asked_at": now}
        async with self._database.write() as tx:
            await tx.execute(erasures.insert().values(**row, names=list(subject.names), counts={}))
        return made

    async def open(self) -> list[Erasure]:
        """Those that are not finished, oldest first."""
        query = select(erasures).where(erasures.c.finished_at.is_(None)).order_by(erasures.c.asked_at)
        async with self._database.read() as tx:
            return [
                Erasure(row.id, Subject(Kind(row.kind), row.subject, tuple(row.names)), row.asked_at, row.counts)
                for row in await tx.execute(query)
            ]

    async def counted(self, erasure_id: str, counts: Mapping[str, int]) -> None:
        """How far it is."""
        async with self._database.write() as tx:
            await tx.execute(update(erasures).where(erasures.c.id == erasure_id).values(counts=dict(counts)))

    async def finish(self, erasure_id: str, stand_in: str, now: datetime) -> None:
        """Nothing of the subject is left; nor is it here."""
        new = {"subject": stand_in, "names": [], "finished_at": now}
        async with self._database.write() as tx:
            await tx.execute(update(erasures).where(erasures.c.id == erasure_id).values(**new))

    async def incidents_of(self, ticket_ids: Sequence[str]) -> list[str]:
        """The incidents to which tickets belong, whose names were made of their words."""
        found: set[str] = set()
        async with self._database.read() as tx:
            for batch in batches(ticket_ids):
                query = select(incident_threads.c.incident_id).where(incident_threads.c.ticket_id.in_(batch))
                found |= set((await tx.execute(query.distinct())).scalars())
        return sorted(found)


def _named(subject: Subject, names: tuple[str, ...]) -> Subject:
    return Subject(subject.kind, subject.value, names, subject.channels)
