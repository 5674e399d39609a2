"""Articles that close gaps: drafted when somebody asks, published once by whoever decides first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.domain import UserId
from bot.store.database import Database
from bot.store.records import GapArticle, GapState
from bot.store.rows import insert_new, insert_unless_known, record, values
from bot.store.tables import closed_questions, gap_articles
from bot.store.tx import Tx

_T = gap_articles.c


class GapArticles:
    """Every step is a compare-and-set: a step that was made is not made again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, new: GapArticle, tx: Tx) -> bool:
        """Have an article drafted; False when it was asked for before."""
        return await insert_new(tx, gap_articles, values(new))

    async def get(self, gap_id: str, tx: Tx | None = None) -> GapArticle | None:
        """One by id."""
        found = await self._list(_T.id == gap_id, tx)
        return found[0] if found else None

    async def of_tickets(self, tickets: Collection[str]) -> list[str]:
        """The ids of those that were drafted from any of these tickets."""
        async with self._database.read() as tx:
            return await gaps_of(tx, tickets)

    async def in_state(self, *states: GapState) -> list[GapArticle]:
        """Those that stand so, oldest first."""
        return await self._list(_T.state.in_(states))

    async def drafted(self, gap_id: str, title: str, text: str, engine: str, left_out: int, tx: Tx) -> bool:
        """The draft is written. False when it was before."""
        new = {"state": GapState.OPEN, "title": title, "text": text, "engine": engine, "left_out": left_out}
        return await self._move(gap_id, GapState.DRAFTING, new, tx)

    async def decide(self, gap_id: str, by: UserId, at: datetime, tx: Tx, *, title: str, text: str, file: str) -> bool:
        """Somebody publishes it. False when somebody decided before."""
        new = {"title": title, "text": text, "file": file, "problem": "", "decided_by": by, "decided_at": at}
        return await self._move(gap_id, GapState.OPEN, {"state": GapState.PUBLISHING, **new}, tx)

    async def drop(self, gap: GapArticle, by: UserId, at: datetime, tx: Tx) -> bool:
        """Nobody wants an article: its questions are no gap any more. False when somebody decided before."""
        new = {"state": GapState.DROPPED, "decided_by": by, "decided_at": at}
        done = await self._move(gap.id, GapState.OPEN, new, tx)
        if done:
            await self.close_questions(gap.tickets, at, tx)
        return done

    async def renamed(self, gap_id: str, file: str) -> None:
        """Its file's name was taken by another article."""
        async with self._database.write() as tx:
            await self._move(gap_id, GapState.PUBLISHING, {"file": file}, tx)

    async def published(self, gap_id: str, problem: str, tx: Tx) -> bool:
        """Its file is written, and the index holds it unless there is a `problem`."""
        return await self._move(gap_id, GapState.PUBLISHING, {"state": GapState.PUBLISHED, "problem": problem}, tx)

    async def failed(self, gap_id: str, problem: str, tx: Tx) -> bool:
        """It could not be written: people decide anew."""
        new = {"state": GapState.OPEN, "problem": problem, "decided_by": None, "decided_at": None, "file": ""}
        return await self._move(gap_id, GapState.PUBLISHING, new, tx)

    async def close(self, gap: GapArticle, at: datetime, tx: Tx) -> bool:
        """Its questions are answerable. False when it was closed or dropped before, or is being published."""
        done = False
        for state in (GapState.OPEN, GapState.PUBLISHED):
            done = done or await self._move(gap.id, state, {"state": GapState.CLOSED}, tx)
        if done:
            await self.close_questions(gap.tickets, at, tx)
        return done

    async def close_questions(self, tickets: Iterable[str], at: datetime, tx: Tx) -> None:
        """These questions are no gap any more."""
        rows = [{"ticket_id": ticket, "at": at} for ticket in tickets]
        if rows:
            await tx.execute(insert_unless_known(tx, closed_questions), rows)

    async def _move(self, gap_id: str, before: GapState, new: dict[str, Any], tx: Tx) -> bool:
        change = update(gap_articles).where(_T.id == gap_id, _T.state == before).values(**new)
        return bool((await tx.execute(change)).rowcount)

    async def _list(self, condition: Any, tx: Tx | None = None) -> list[GapArticle]:
        query = select(gap_articles).where(condition).order_by(_T.created_at, _T.id)
        async with self._database.read(tx) as connection:
            found = [record(GapArticle, row) for row in await connection.execute(query)]
        return [replace(one, tickets=tuple(one.tickets)) for one in found]  # JSON made a list of it


async def gaps_of(tx: Tx, tickets: Collection[str]) -> list[str]:
    """The ids of articles that were drafted from any of these tickets."""
    rows = await tx.execute(select(_T.id, _T.tickets).order_by(_T.id))
    return [row.id for row in rows if not set(tickets).isdisjoint(row.tickets)]
