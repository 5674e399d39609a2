"""Who works on this database: a row a process, its fencing number, and when it was last heard of.

Every time is the database's own, so that the clocks of two machines need not agree."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, delete, func, null, or_, select, text, update

from bot.errors import EarnestError
from bot.store.database import Database
from bot.store.listening import Listening
from bot.store.meta import Meta
from bot.store.records import PostState, TurnState
from bot.store.tables import executors, posts, turns
from bot.store.tables.posts import IS_OPEN

log = logging.getLogger(__name__)
EXPIRE_AFTER_S = 15.0
HOLDS_AT_MOST_S = 1.0
# A process that was stopped between two words to the server is not idle to it, and no timeout ends its transaction.
# Who waits for a lock is left alone: it may be another that buries, behind the same transaction.
_END_WHO_HOLDS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid = ANY(pg_blocking_pids(:waiting)) AND wait_event_type = 'Client'"
)
# What a stopped process holds by a session and not by a transaction, as the published index, no row's end would free.
_END_SESSIONS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = ANY(:names)"
)
_SESSION = "earnest executor "
CUT_OFF = "cut off by the end of the process"
_NOW = func.clock_timestamp()
_EXPIRED = executors.c.seen_at < text(f"clock_timestamp() - interval '{EXPIRE_AFTER_S} seconds'")
_LIVING = select(executors.c.number)
_LEFT_TURNS = (turns.c.state == TurnState.RUNNING) & func.coalesce(turns.c.worked_by, 0).not_in(_LIVING)
_LEFT_POSTS = and_(IS_OPEN, posts.c.state == PostState.SENDING, func.coalesce(posts.c.worked_by, 0).not_in(_LIVING))


@dataclass(frozen=True, slots=True)
class Executor:
    """A process. `place` names the machine and the space its `pid` counts in; empty where that cannot be told. `owes`:
    it has still to read what was said before it was connected."""

    number: int
    place: str
    pid: int
    expired: bool
    owes: bool


def session_name(number: int) -> str:
    """What a process calls those of its connections that hold something of themselves, for whoever buries it."""
    return f"{_SESSION}{number}"


def number_of_session(name: str) -> int | None:
    """Whose connection bears that name; None where it is nobody's."""
    number = name.removeprefix(_SESSION)
    return int(number) if number != name and number.isdigit() else None


class Executors:
    """PostgreSQL alone: on SQLite there is one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listening = Listening(database, Meta(database))

    async def join(self, place: str, pid: int) -> int:
        """A row for this process; its number, which is greater than any before it."""
        row = {"place": place, "pid": pid, "started_at": _NOW, "seen_at": _NOW, "owes_reading": False}
        insert = executors.insert().values(**row).returning(executors.c.number)
        async with self._database.unfenced() as tx:
            return int((await tx.execute(insert)).scalar_one())

    async def beat(self, number: int, *, connected: bool = True) -> bool:
        """Say that the process lives, and whether its connection does; False when it was given up meanwhile."""
        new: dict[str, Any] = {"seen_at": _NOW, **({} if connected else {"connected_since": null()})}
        change = update(executors).where(executors.c.number == number).values(**new)
        # One statement and no transaction around it: stopped in one, the process would keep others from its row.
        async with self._database.unjoined() as tx:
            return bool((await tx.execute(change)).rowcount)

    async def leave(self, number: int) -> None:
        """Give up the row with all leases: what this process had left undone is taken up by the others."""
        gone = delete(executors).where(executors.c.number == number).returning(executors.c.owes_reading)
        async with self._database.unfenced() as tx:
            if (await tx.execute(gone)).scalar():
                await self._listening.put_off(tx)

    async def all(self) -> list[Executor]:
        """Every row, oldest first."""
        owes = executors.c.owes_reading.label("owes")
        columns = (executors.c.number, executors.c.place, executors.c.pid, _EXPIRED.label("expired"), owes)
        async with self._database.unfenced() as tx:
            found = await tx.execute(select(*columns).order_by(executors.c.number))
            return [Executor(row.number, row.place, row.pid, bool(row.expired), bool(row.owes)) for row in found]

    async def bury(self, dead: Collection[int], *, expired: bool) -> list[int]:
        """Delete rows, those alone that are still `expired` where asked; which were. Waits for what they write now,
        and not for what they have begun and say no more of: that is ended."""
        which = executors.c.number.in_(list(dead))
        gone = delete(executors).where(which & _EXPIRED if expired else which).returning(executors.c.number)
        async with self._database.write() as tx:
            waiting = (await tx.execute(select(func.pg_backend_pid()))).scalar_one()
            ending = asyncio.create_task(self._end_who_holds(waiting), name="ending the transactions of who is gone")
            try:
                buried = [int(number) for number in (await tx.execute(gone)).scalars()]
                await tx.execute(_END_SESSIONS, {"names": [session_name(number) for number in buried]})
                if buried:  # also where whoever buries is killed before it has read, or found out that it must
                    await self._listening.put_off(tx)
                return buried
            finally:
                ending.cancel()
                await asyncio.gather(ending, return_exceptions=True)

    async def _end_who_holds(self, waiting: int) -> None:
        while True:
            await asyncio.sleep(HOLDS_AT_MOST_S)
            try:
                async with self._database.unjoined() as tx:
                    ended = len((await tx.execute(_END_WHO_HOLDS, {"waiting": waiting})).all())
            except EarnestError as error:
                log.warning("what a process that is gone has begun could not be ended: %s", error)
                continue
            if ended:
                log.warning("ended %d transactions that a process had begun which is not heard of any more", ended)

    async def take_over_turns(self) -> int:
        """Turns that run for no living executor are this one's now; how many."""
        change = update(turns).where(_LEFT_TURNS).values(worked_by=self._database.executor)
        async with self._database.write() as tx:
            return (await tx.execute(change)).rowcount

    async def take_over_posts(self, not_before: datetime) -> int:
        """Calls that no living executor makes wait again, those that were begun to be looked for in Slack first; how
        many."""
        perhaps = or_(posts.c.uncertain, posts.c.begun)
        wait = case((perhaps, not_before), else_=null())
        again = {"state": PostState.DUE, "uncertain": perhaps, "begun": True, "not_before": wait, "why": CUT_OFF}
        async with self._database.write() as tx:
            return (await tx.execute(update(posts).where(_LEFT_POSTS).values(**again))).rowcount
