"""Incidents: bursts of alike questions, their threads, and the requests that they are seen in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select, update

from bot.domain import Decision, TicketId
from bot.domain.codec import decode
from bot.policy.incident_rate import Asked
from bot.store.database import Database
from bot.store.rows import insert_new, record, values
from bot.store.tables import decisions, incident_threads, incidents, tickets, turns
from bot.store.tx import Tx

_GOING_ON = select(incidents.c.id).where(incidents.c.ended_at.is_(None))
_PAUSED = select(incident_threads.c.intent).distinct().where(incident_threads.c.incident_id.in_(_GOING_ON))
_ACCOUNT = func.coalesce(tickets.c.account, tickets.c.channel)


@dataclass(frozen=True, slots=True)
class Incident:
    """A burst. `intent` is its commonest, `name` its most distinctive words, `usual` how many accounts ask so in half
    an hour on average, `last_at` when the latest of its questions was decided."""

    id: str
    intent: str
    name: str
    usual: float
    began_at: datetime
    last_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentThread:
    """A ticket that belongs to an incident."""

    incident_id: str
    ticket_id: TicketId
    account: str
    intent: str
    at: datetime


_UNENDED = select(incidents).where(incidents.c.ended_at.is_(None)).order_by(incidents.c.began_at)
_PAYLOADS = select(decisions.c.id, decisions.c.payload).where(decisions.c.id.in_(bindparam("ids", expanding=True)))
_ASKED = (
    select(
        *(decisions.c.id, decisions.c.ticket_id, _ACCOUNT, turns.c.author, decisions.c.intent),
        decisions.c.decided_at,
    )
    .select_from(decisions.join(tickets, tickets.c.id == decisions.c.ticket_id))
    .join(turns, turns.c.id == decisions.c.turn_id)
    .where(decisions.c.decided_at >= bindparam("since"), decisions.c.current, decisions.c.not_a_request.is_(False))
    .order_by(decisions.c.decided_at.desc(), decisions.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)


class Incidents:
    """Fulfils ports.IncidentList. All that is known of a burst is in rows, so that a restart knows it too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._texts: dict[str, str] = {}

    async def paused_intents(self) -> Collection[str]:
        """See ports.IncidentList."""
        async with self._database.read() as tx:
            return [str(name) for name in (await tx.execute(_PAUSED)).scalars()]

    async def open(self, new: Incident, tx: Tx) -> bool:
        """Begin an incident; False when one of its intent goes on already."""
        return await insert_new(tx, incidents, values(new))

    async def join(self, threads: Sequence[IncidentThread], tx: Tx) -> list[IncidentThread]:
        """Add threads to an incident; those that are new to it."""
        return [one for one in threads if await insert_new(tx, incident_threads, values(one))]

    async def seen(self, incident_id: str, at: datetime, tx: Tx) -> None:
        """Another of its questions was decided."""
        later = (incidents.c.id == incident_id) & (incidents.c.last_at < at)
        await tx.execute(update(incidents).where(later).values(last_at=at))

    async def end(self, incident_id: str, at: datetime, by: str | None, tx: Tx) -> bool:
        """End it; `by` None: nobody asked so any more. False when it had ended."""
        going_on = (incidents.c.id == incident_id) & incidents.c.ended_at.is_(None)
        change = update(incidents).where(going_on).values(ended_at=at, ended_by=by)
        return bool((await tx.execute(change)).rowcount)

    async def get(self, incident_id: str, tx: Tx | None = None) -> Incident | None:
        """An incident by id."""
        async with self._database.read(tx) as connection:
            row = (await connection.execute(select(incidents).where(incidents.c.id == incident_id))).first()
            return None if row is None else record(Incident, row)

    async def going_on(self) -> list[Incident]:
        """Those that have not ended, oldest first."""
        async with self._database.read() as tx:
            return [record(Incident, row) for row in await tx.execute(_UNENDED)]

    async def threads(self, incident_id: str, tx: Tx | None = None) -> list[IncidentThread]:
        """The threads of an incident, oldest first."""
        which = incident_threads.c.incident_id == incident_id
        query = select(incident_threads).where(which).order_by(incident_threads.c.at, incident_threads.c.ticket_id)
        async with self._database.read(tx) as connection:
            return [record(IncidentThread, row) for row in await connection.execute(query)]

    async def belonging(self, ticket_ids: Collection[str]) -> dict[str, list[str]]:
        """The incidents, ended ones too, that these tickets belong to, by ticket."""
        found: dict[str, list[str]] = {}
        query = select(incident_threads).where(incident_threads.c.ticket_id.in_(ticket_ids))
        async with self._database.read() as tx:
            for row in await tx.execute(query):
                found.setdefault(row.ticket_id, []).append(row.incident_id)
        return found

    async def asked_since(self, since: datetime, most: int) -> list[Asked]:
        """The requests decided since then, the newest `most` of them, oldest first."""
        async with self._database.read() as tx:
            rows = list(await tx.execute(_ASKED, {"since": since, "most": most}))
            await self._read_texts([row[0] for row in rows], tx)
        return [Asked(row[0], row[1], row[2], row[3], row[4], self._texts[row[0]], row[5]) for row in reversed(rows)]

    async def _read_texts(self, ids: Sequence[str], tx: Tx) -> None:
        """Each question is read out of its decision once; those that are asked for no longer are forgotten."""
        self._texts = {one: self._texts[one] for one in ids if one in self._texts}
        missing = [one for one in ids if one not in self._texts]
        for row in await tx.execute(_PAYLOADS, {"ids": missing}):
            self._texts[row.id] = decode(row.payload, Decision).question

    async def asked_before(
        self, intents: Collection[str], since: datetime, before: datetime
    ) -> list[tuple[datetime, str]]:
        """When which account asked about any of these intents."""
        joined = decisions.join(tickets, tickets.c.id == decisions.c.ticket_id)
        query = (
            select(decisions.c.decided_at, _ACCOUNT)
            .select_from(joined)
            .where(decisions.c.decided_at >= since, decisions.c.decided_at < before, decisions.c.current)
            .where(decisions.c.not_a_request.is_(False), decisions.c.intent.in_(intents))
        )
        async with self._database.read() as tx:
            return [(row[0], str(row[1])) for row in await tx.execute(query)]

    async def first_decision(self) -> datetime | None:
        """Since when requests are known at all."""
        async with self._database.read() as tx:
            query = select(decisions.c.decided_at).order_by(decisions.c.decided_at).limit(1)
            found: datetime | None = (await tx.execute(query)).scalar()
            return found
