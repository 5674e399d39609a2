"""Tickets: one for a thread, and whose thread it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, bindparam, func, select, union, update

from bot.domain import ChannelId, MessageTs, TicketId, UserId
from bot.domain.ports import Clock
from bot.domain.states import DraftState, ThreadState
from bot.store.database import Database
from bot.store.records import UNDECIDED, Ticket
from bot.store.rows import insert_new, record, values
from bot.store.tables import decisions, drafts, posts, tickets, turns
from bot.store.tables.posts import IS_OPEN
from bot.store.tx import Tx

_BY_ID = select(tickets).where(tickets.c.id == bindparam("ticket"))
_OF_THREAD = select(tickets).where(
    tickets.c.channel == bindparam("channel"), tickets.c.thread_ts == bindparam("thread_ts")
)
_LATEST_OF = (
    select(tickets)
    .where(tickets.c.channel == bindparam("channel"), tickets.c.opened_by == bindparam("author"))
    .order_by(tickets.c.last_author_ts.desc())
    .limit(bindparam("most", type_=Integer))
)
_ASKED = select(decisions.c.id).where(decisions.c.ticket_id == tickets.c.id, decisions.c.not_a_request.is_(False))
_EARLIER_REQUESTS = (
    select(func.count())
    .select_from(tickets)
    .where(
        tickets.c.opened_by == bindparam("author"),
        tickets.c.opened_at < bindparam("before", type_=tickets.c.opened_at.type),
        tickets.c.id != bindparam("ticket"),
        _ASKED.exists(),
    )
)
_CHANGE = update(tickets).where(tickets.c.id == bindparam("ticket"))
_HEARD = _CHANGE.where(tickets.c.last_author_ts < bindparam("newer"))
_CHANGE_UNLESS_CLOSED = _CHANGE.where(tickets.c.state != ThreadState.CLOSED)
_CHANGE_FROM = _CHANGE.where(tickets.c.state == bindparam("expected"))


class Tickets:
    """Opens tickets, finds them, and changes whose they are by compare-and-set."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def open(self, ticket: Ticket, tx: Tx | None = None) -> tuple[Ticket, bool]:
        """The thread's ticket, and whether it is this one: a thread that has a ticket keeps it."""
        async with self._database.write(tx) as connection:
            if await insert_new(connection, tickets, values(ticket)):
                return replace(ticket), True
            found = await self.of_thread(ticket.channel, ticket.thread_ts, connection)
            if found is None:
                raise LookupError(f"ticket id {ticket.id} is taken by another thread")
            return found, False

    async def get(self, ticket_id: TicketId, tx: Tx | None = None) -> Ticket | None:
        """A ticket by id."""
        return await self._one(_BY_ID, {"ticket": ticket_id}, tx)

    async def of_thread(self, channel: ChannelId, thread_ts: MessageTs, tx: Tx | None = None) -> Ticket | None:
        """The ticket of a thread."""
        return await self._one(_OF_THREAD, {"channel": channel, "thread_ts": thread_ts}, tx)

    async def latest_of(self, channel: ChannelId, author: UserId, tx: Tx | None = None) -> Ticket | None:
        """The ticket that the author's next top-level message may join: the one they last wrote to in the channel."""
        return await self._one(_LATEST_OF, {"channel": channel, "author": author, "most": 1}, tx)

    async def latest_by(self, channel: ChannelId, author: UserId, limit: int) -> list[Ticket]:
        """The tickets that a person last wrote to in a channel, outside threads, the latest first."""
        mine = {"channel": channel, "author": author, "most": limit}
        async with self._database.read() as tx:
            return [record(Ticket, row) for row in await tx.execute(_LATEST_OF, mine)]

    async def earlier_requests(self, ticket: Ticket, by: UserId, tx: Tx | None = None) -> int:
        """How many tickets with a request a person had opened before this one, in all channels."""
        before = {"author": by, "before": ticket.opened_at, "ticket": ticket.id}
        async with self._database.read(tx) as connection:
            return int((await connection.execute(_EARLIER_REQUESTS, before)).scalar_one())

    async def in_state(self, states: Sequence[ThreadState], limit: int = 500) -> list[Ticket]:
        """Tickets in any of `states`, the ones that changed last first."""
        query = select(tickets).where(tickets.c.state.in_(states)).order_by(tickets.c.updated_at.desc()).limit(limit)
        async with self._database.read() as tx:
            return [record(Ticket, row) for row in await tx.execute(query)]

    async def unfinished(self, limit: int = 200) -> list[Ticket]:
        """Tickets on which something is undecided, or from which something waits to be posted; changed last first."""
        turning = select(turns.c.ticket_id).where(turns.c.state.in_(UNDECIDED))
        drafted = select(decisions.c.ticket_id).join(drafts, drafts.c.decision_id == decisions.c.id)
        drafted = drafted.where(drafts.c.state == DraftState.PENDING)
        leaving = select(posts.c.ticket_id).where(IS_OPEN, posts.c.thread_ts.is_not(None))
        some = union(turning, drafted, leaving).subquery()
        query = (
            select(tickets)
            .where(tickets.c.id.in_(select(some.c.ticket_id)))
            .order_by(tickets.c.updated_at.desc())
            .limit(limit)
        )
        async with self._database.read() as tx:
            return [record(Ticket, row) for row in await tx.execute(query)]

    async def take(self, ticket_id: TicketId, by: UserId | None, tx: Tx | None = None) -> bool:
        """Hand the thread to people (`by` None: to a team). False when people had it or it is closed."""
        return await self._change(ticket_id, ThreadState.OPEN, tx, state=ThreadState.WITH_PEOPLE, taken_by=by)

    async def give_back(self, ticket_id: TicketId, tx: Tx | None = None) -> bool:
        """Let Earnest answer again. False when it was not with people."""
        return await self._change(ticket_id, ThreadState.WITH_PEOPLE, tx, state=ThreadState.OPEN, taken_by=None)

    async def own(self, ticket_id: TicketId, by: UserId, tx: Tx | None = None) -> bool:
        """Name the person who has a thread that is with people and nobody's in particular yet. False otherwise."""
        free = tickets.c.taken_by.is_(None) & (tickets.c.state == ThreadState.WITH_PEOPLE)
        async with self._database.write(tx) as connection:
            change = update(tickets).where(tickets.c.id == ticket_id, free)
            result = await connection.execute(change.values(taken_by=by, updated_at=self._clock.now()))
            return bool(result.rowcount)

    async def close(self, ticket_id: TicketId, tx: Tx | None = None) -> bool:
        """Close. False when it was closed."""
        return await self._change(ticket_id, None, tx, state=ThreadState.CLOSED)

    async def reassign(self, ticket_id: TicketId, team: str, owner: UserId | None, tx: Tx | None = None) -> bool:
        """Change team and owner: who had taken it has it no more. False for an unknown or closed ticket."""
        return await self._change(ticket_id, None, tx, team=team, owner=owner, taken_by=None)

    async def move(self, ticket_id: TicketId, thread_ts: MessageTs, tx: Tx) -> bool:
        """Go on in another thread of the channel. False when that thread is another ticket's."""
        ticket = await self.get(ticket_id, tx)
        if ticket is None or await self.of_thread(ticket.channel, thread_ts, tx) is not None:
            return False
        return await self._change(ticket_id, None, tx, thread_ts=thread_ts)

    async def heard(self, ticket_id: TicketId, ts: MessageTs, tx: Tx | None = None) -> None:
        """Note the opener's latest top-level message; an older one changes nothing."""
        new = {"last_author_ts": ts, "updated_at": self._clock.now()}
        async with self._database.write(tx) as connection:
            await connection.execute(_HEARD, {"ticket": ticket_id, "newer": ts, **new})

    async def _one(self, query: Any, at: dict[str, Any], tx: Tx | None) -> Ticket | None:
        async with self._database.read(tx) as connection:
            row = (await connection.execute(query, at)).first()
            return None if row is None else record(Ticket, row)

    async def _change(self, ticket_id: TicketId, expected: ThreadState | None, tx: Tx | None, **new: Any) -> bool:
        at: dict[str, Any] = {"ticket": ticket_id}
        change = _CHANGE_UNLESS_CLOSED
        if expected is not None:
            change, at["expected"] = _CHANGE_FROM, expected
        async with self._database.write(tx) as connection:
            result = await connection.execute(change, {**at, **new, "updated_at": self._clock.now()})
            return bool(result.rowcount)
