"""Turns: bursts that are gathered, then answered once, as they stand at their latest revision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Update, bindparam, func, select, update

from bot.domain import TicketId, TurnId, UserId
from bot.domain.ports import Clock
from bot.store.database import Database
from bot.store.records import UNDECIDED, Turn, TurnState
from bot.store.rows import record, values
from bot.store.tables import turns
from bot.store.tx import Tx

_BY_ID = select(turns).where(turns.c.id == bindparam("turn"))
_GATHERING = select(turns).where(turns.c.ticket_id == bindparam("ticket"), turns.c.state == TurnState.GATHERING)
_OF_TICKET = select(turns).where(turns.c.ticket_id == bindparam("ticket")).order_by(turns.c.seq)
_LAST = select(func.coalesce(func.max(turns.c.seq), 0)).where(turns.c.ticket_id == bindparam("ticket"))
_STILL_UNDECIDED = (
    select(turns)
    .where(turns.c.state.in_(UNDECIDED))
    .order_by(turns.c.due_at, turns.c.id)
    .limit(bindparam("most", type_=Integer))
)
_CHANGE = update(turns).where(turns.c.id == bindparam("turn"))


class Turns:
    """Each change of state is a compare-and-set: who gets True does what follows from it."""

    def __init__(self, database: Database, clock: Clock, ids: Callable[[], str]) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    async def gather(self, ticket_id: TicketId, author: UserId, due_at: Callable[[datetime], datetime], tx: Tx) -> Turn:
        """The ticket's gathering turn with one more revision, or a new one. `due_at` tells from the time of the
        turn's first message when the burst is over."""
        found = (await tx.execute(_GATHERING, {"ticket": ticket_id})).first()
        if found is not None:
            turn = record(Turn, found)
            new = {"revision": turn.revision + 1, "due_at": due_at(turn.first_at)}
            await tx.execute(_CHANGE, {"turn": turn.id, **new})
            return await self._must(turn.id, tx)
        return await self._open(ticket_id, author, due_at, tx)

    async def get(self, turn_id: TurnId, tx: Tx | None = None) -> Turn | None:
        """A turn by id."""
        async with self._database.read(tx) as connection:
            row = (await connection.execute(_BY_ID, {"turn": turn_id})).first()
            return None if row is None else record(Turn, row)

    async def of_ticket(self, ticket_id: TicketId, tx: Tx | None = None) -> list[Turn]:
        """A ticket's turns in order."""
        async with self._database.read(tx) as connection:
            return [record(Turn, row) for row in await connection.execute(_OF_TICKET, {"ticket": ticket_id})]

    async def undecided(self, limit: int = 1000) -> list[Turn]:
        """Turns that are gathering, queued or running, longest due first."""
        async with self._database.read() as tx:
            return [record(Turn, row) for row in await tx.execute(_STILL_UNDECIDED, {"most": limit})]

    async def move(
        self,
        turn_id: TurnId,
        expected: Sequence[TurnState],
        state: TurnState,
        *,
        revision: int | None = None,
        tx: Tx | None = None,
    ) -> bool:
        """Change the state when it is one of `expected` (and the turn still has `revision`, where given)."""
        new: dict[str, Any] = {"state": state}
        if state is TurnState.RUNNING:
            new["worked_by"] = self._database.executor
        if state in (TurnState.DECIDED, TurnState.DROPPED):
            new["decided_at"] = self._clock.now()
        at: dict[str, Any] = {"turn": turn_id, "expected": list(expected)}
        if revision is not None:
            at["as_of"] = revision
        change = _move(counted=state is TurnState.RUNNING, as_of=revision is not None)
        async with self._database.write(tx) as connection:
            return bool((await connection.execute(change, {**at, **new})).rowcount)

    async def revise(self, turn_id: TurnId, due_at: datetime, tx: Tx | None = None) -> Turn | None:
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
            await connection.execute(_CHANGE, {"turn": turn_id, **new})
            return await self._must(turn_id, connection)

    async def hurry(self, turn_id: TurnId, now: datetime, tx: Tx) -> None:
        """A turn goes to people whatever comes: it waits for no silence, and for no turn before it."""
        await tx.execute(_CHANGE, {"turn": turn_id, "due_at": now, "urgent": True})

    async def worked_by_nobody(self, tx: Tx) -> None:
        """After a restore: the processes that had turns are not here."""
        await tx.execute(update(turns).where(turns.c.worked_by.is_not(None)).values(worked_by=None))

    async def _open(self, ticket_id: TicketId, author: UserId, due_at: Callable[[datetime], datetime], tx: Tx) -> Turn:
        now = self._clock.now()
        turn = Turn(
            id=TurnId(self._ids()),
            ticket_id=ticket_id,
            seq=int((await tx.execute(_LAST, {"ticket": ticket_id})).scalar_one()) + 1,
            revision=1,
            state=TurnState.GATHERING,
            author=author,
            first_at=now,
            due_at=due_at(now),
        )
        await tx.execute(turns.insert(), values(turn))
        return turn

    async def _must(self, turn_id: TurnId, tx: Tx) -> Turn:
        turn = await self.get(turn_id, tx)
        if turn is None:
            raise LookupError(f"turn {turn_id} is gone")
        return turn


@cache
def _move(*, counted: bool, as_of: bool) -> Update:
    change = _CHANGE.where(turns.c.state.in_(bindparam("expected", expanding=True)))
    if as_of:
        change = change.where(turns.c.revision == bindparam("as_of"))
    return change.values(attempts=turns.c.attempts + 1) if counted else change
