"""Turns: bursts that are gathered, then answered once, as they stand at their latest revision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import TicketId, TurnId, UserId
from bot.pipeline.ports import Clock
from bot.store.database import Database
from bot.store.records import Turn, TurnState
from bot.store.rows import record, values
from bot.store.tables import turns

UNDECIDED = (TurnState.GATHERING, TurnState.QUEUED, TurnState.RUNNING)


class Turns:
    """Each change of state is a compare-and-set: who gets True does what follows from it."""

    def __init__(self, database: Database, clock: Clock, ids: Callable[[], str]) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    async def gather(
        self, ticket_id: TicketId, author: UserId, due_at: Callable[[datetime], datetime], tx: AsyncConnection
    ) -> Turn:
        """The ticket's gathering turn with one more revision, or a new one. `due_at` tells from the time of the
        turn's first message when the burst is over."""
        query = select(turns).where(turns.c.ticket_id == ticket_id, turns.c.state == TurnState.GATHERING)
        found = (await tx.execute(query)).first()
        if found is not None:
            turn = record(Turn, found)
            new = {"revision": turn.revision + 1, "due_at": due_at(turn.first_at)}
            await tx.execute(update(turns).where(turns.c.id == turn.id).values(**new))
            return await self._must(turn.id, tx)
        return await self._open(ticket_id, author, due_at, tx)

    async def get(self, turn_id: TurnId, tx: AsyncConnection | None = None) -> Turn | None:
        """A turn by id."""
        async with self._database.read(tx) as connection:
            row = (await connection.execute(select(turns).where(turns.c.id == turn_id))).first()
            return None if row is None else record(Turn, row)

    async def of_ticket(self, ticket_id: TicketId, tx: AsyncConnection | None = None) -> list[Turn]:
        """A ticket's turns in order."""
        query = select(turns).where(turns.c.ticket_id == ticket_id).order_by(turns.c.seq)
        async with self._database.read(tx) as connection:
            return [record(Turn, row) for row in await connection.execute(query)]

    async def undecided(self, limit: int = 1000) -> list[Turn]:
        """Turns that are gathering, queued or running, longest due first."""
        return await self._list(turns.c.state.in_(UNDECIDED), turns.c.due_at, limit)

    async def move(
        self,
        turn_id: TurnId,
        expected: Sequence[TurnState],
        state: TurnState,
        *,
        revision: int | None = None,
        tx: AsyncConnection | None = None,
    ) -> bool:
        """Change the state when it is one of `expected` (and the turn still has `revision`, where given)."""
        new: dict[str, Any] = {"state": state}
        if state is TurnState.RUNNING:
            new["attempts"] = turns.c.attempts + 1
        if state in (TurnState.DECIDED, TurnState.DROPPED):
            new["decided_at"] = self._clock.now()
        change = update(turns).where(turns.c.id == turn_id, turns.c.state.in_(expected))
        if revision is not None:
            change = change.where(turns.c.revision == revision)
        async with self._database.write(tx) as connection:
            return bool((await connection.execute(change.values(**new))).rowcount)

    async def revise(self, turn_id: TurnId, due_at: datetime, tx: AsyncConnection | None = None) -> Turn | None:
        """A message of an undecided turn changed: one more revision, gathering again until `due_at`, so that work
        on the older revision finds itself out of date. None for a turn that is decided or dropped.

        While the ticket's next burst gathers already, the turn is queued again instead: it does not wait."""
        async with self._database.write(tx) as connection:
            turn = await self.get(turn_id, connection)
            if turn is None or turn.state not in UNDECIDED:
                return None
            query = select(turns.c.id).where(turns.c.ticket_id == turn.ticket_id, turns.c.state == TurnState.GATHERING)
            other = [found for found in (await connection.execute(query)).scalars() if found != turn_id]
            state = TurnState.QUEUED if other else TurnState.GATHERING
            new = {"revision": turn.revision + 1, "due_at": due_at, "state": state}
            await connection.execute(update(turns).where(turns.c.id == turn_id).values(**new))
            return await self._must(turn_id, connection)

    async def _open(
        self, ticket_id: TicketId, author: UserId, due_at: Callable[[datetime], datetime], tx: AsyncConnection
    ) -> Turn:
        last = select(func.coalesce(func.max(turns.c.seq), 0)).where(turns.c.ticket_id == ticket_id)
        now = self._clock.now()
        turn = Turn(
            id=TurnId(self._ids()),
            ticket_id=ticket_id,
            seq=int((await tx.execute(last)).scalar_one()) + 1,
            revision=1,
            state=TurnState.GATHERING,
            author=author,
            first_at=now,
            due_at=due_at(now),
        )
        await tx.execute(turns.insert().values(**values(turn)))
        return turn

    async def _list(self, condition: Any, order: Any, limit: int) -> list[Turn]:
        async with self._database.read() as tx:
            found = await tx.execute(select(turns).where(condition).order_by(order, turns.c.id).limit(limit))
            return [record(Turn, row) for row in found]

    async def _must(self, turn_id: TurnId, tx: AsyncConnection) -> Turn:
        turn = await self.get(turn_id, tx)
        if turn is None:
            raise LookupError(f"turn {turn_id} is gone")
        return turn
