"""The inbox: every accepted payload, on disk before it is acknowledged; rows that arrive together share one commit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, bindparam, func, or_, select, update

from bot.domain.codec import storable
from bot.domain.inbound import Inbound, to_json
from bot.domain.ports import Clock
from bot.errors import EarnestError, PermanentError, TransientError
from bot.store.database import Database
from bot.store.records import InboxEntry, InboxRow, InboxState
from bot.store.rows import insert_for, record, values
from bot.store.tables import inbox
from bot.store.tx import Tx

AT_ONCE = 200
_MAY_START = or_(inbox.c.not_before.is_(None), inbox.c.not_before <= bindparam("now", type_=inbox.c.not_before.type))
_PENDING = (
    select(inbox)
    .where(inbox.c.state == InboxState.NEW, inbox.c.seq > bindparam("after"), _MAY_START)
    .order_by(inbox.c.seq)
    .limit(bindparam("most", type_=Integer))
)
_WAITS = select(func.count()).where(
    *(inbox.c.state == InboxState.NEW, inbox.c.channel == bindparam("at")),
    inbox.c.kind.in_(("posted", "edited", "deleted")),
    or_(inbox.c.thread_ts == bindparam("thread"), inbox.c.ts.in_(bindparam("said", expanding=True))),
)
_CHANGE = update(inbox).where(inbox.c.id == bindparam("entry"), inbox.c.state == InboxState.NEW)


class _Waiting(NamedTuple):
    entries: Sequence[InboxEntry]
    stored: asyncio.Future[list[bool]]


def entry_for(inbound: Inbound) -> InboxEntry:
    """The entry for a parsed payload."""
    author = getattr(inbound, "user", None) or ""
    ts = getattr(inbound, "ts", None) or getattr(inbound, "message_ts", None) or ""
    return InboxEntry(
        id=inbound.key,
        kind=inbound.kind,
        payload=to_json(inbound),
        channel=getattr(inbound, "channel", None) or "",
        ts=ts,
        thread_ts=getattr(inbound, "thread_ts", None),
        author=author,
    )


class Inbox:
    """Accepts payloads and hands them out oldest first."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._put_off = True  # rows may have been put off, perhaps before our time
        self._writer: asyncio.Task[None] | None = None

    async def put(self, entries: Sequence[InboxEntry]) -> list[bool]:
        """Store entries; True for each that is new. When this returns they survive kill -9 and a power cut.

        Calls that arrive together share one commit. Raises TransientError: then nothing may be acknowledged."""
        if not entries:
            return []
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="inbox writer")
        if self._writer.done():
            raise TransientError("the inbox is closed; the payload will be sent again")
        waiting = _Waiting(entries, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(waiting)
        return await waiting.stored

    async def pending(self, limit: int = 100, *, after: int = 0) -> list[InboxRow]:
        """Rows not yet worked on and not put off, oldest first. `after`: only rows with a larger seq."""
        async with self._database.read() as tx:
            found = await tx.execute(_PENDING, {"now": self._clock.now(), "after": after, "most": limit})
            return [record(InboxRow, row) for row in found]

    async def waits(self, channel: str, thread_ts: str, messages: Sequence[str]) -> bool:
        """Whether something that was said in a thread, or done to one of the messages, is not yet worked on."""
        about = {"at": channel, "thread": thread_ts, "said": [*messages, thread_ts]}
        async with self._database.read() as tx:
            return bool((await tx.execute(_WAITS, about)).scalar_one())

    async def get(self, entry_id: str, tx: Tx | None = None) -> InboxRow | None:
        """One row by its deduplication key."""
        async with self._database.read(tx) as connection:
            row = (await connection.execute(select(inbox).where(inbox.c.id == entry_id))).first()
            return None if row is None else record(InboxRow, row)

    async def done(self, entry_id: str, note: str = "", tx: Tx | None = None) -> bool:
        """Mark a row as done; `note` says what became of it. False when another call had marked it before."""
        new = {"state": InboxState.DONE, "note": note, "not_before": None}
        async with self._database.write(tx) as connection:
            return bool((await connection.execute(_CHANGE, {"entry": entry_id, **new})).rowcount)

    async def retry(self, entry_id: str, not_before: datetime, note: str = "") -> None:
        """Put a row off; counts the attempt."""
        self._put_off = True
        put_off = _CHANGE.values(not_before=not_before, note=note, attempts=inbox.c.attempts + 1)
        async with self._database.write() as tx:
            await tx.execute(put_off, {"entry": entry_id})

    async def next_due(self) -> datetime | None:
        """When the next row that was put off may be worked on; None when none is."""
        if not self._put_off:
            return None
        query = select(func.min(inbox.c.not_before)).where(inbox.c.state == InboxState.NEW)
        async with self._database.read() as tx:
            found: datetime | None = (await tx.execute(query)).scalar()
        self._put_off = found is not None
        return found

    async def count(self) -> int:
        """How many rows are not yet worked on."""
        query = select(func.count()).select_from(inbox).where(inbox.c.state == InboxState.NEW)
        async with self._database.read() as tx:
            return int((await tx.execute(query)).scalar_one())

    async def holds(self, until: datetime) -> bool:
        """Whether something that came by then is not yet worked on."""
        waiting = select(inbox.c.seq).where(inbox.c.state == InboxState.NEW, inbox.c.received_at <= until).limit(1)
        async with self._database.read() as tx:
            return (await tx.execute(waiting)).first() is not None

    async def close(self) -> None:
        """Store what is queued and accept no more."""
        if self._writer is not None and not self._writer.done():
            self._queue.put_nowait(None)
            await self._writer

    async def _write(self) -> None:
        while (first := await self._queue.get()) is not None:
            batch, last = self._gather(first)
            await self._store(batch)
            if last:
                break
        while not self._queue.empty():
            if (late := self._queue.get_nowait()) is not None:
                _answer([late], TransientError("the inbox is closed; the payload will be sent again"))

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        batch, size = [first], len(first.entries)
        while size < AT_ONCE and not self._queue.empty():
            item = self._queue.get_nowait()
            if item is None:
                return batch, True
            batch.append(item)
            size += len(item.entries)
        return batch, False

    async def _store(self, batch: list[_Waiting]) -> None:
        try:
            new = await self._insert([entry for waiting in batch for entry in waiting.entries])
        except PermanentError as error:
            if len(batch) == 1:
                _answer(batch, error)
                return
            for waiting in batch:  # one bad row must not refuse its neighbours
                await self._store([waiting])
        except EarnestError as error:
            _answer(batch, error)
        except Exception as error:
            _answer(batch, PermanentError(f"the inbox could not store a payload ({type(error).__name__})"))
        else:
            _answer(batch, new)

    async def _insert(self, entries: list[InboxEntry]) -> set[str]:
        fixed = {"received_at": self._clock.now(), "state": InboxState.NEW, "note": "", "attempts": 0}
        rows = [{**values(entry), **fixed} for entry in entries]
        async with self._database.write(urgent=True, synced=True) as tx:  # Slack waits for it, and never sends it again
            insert = insert_for(tx, inbox).on_conflict_do_nothing().returning(inbox.c.id)
            return set((await tx.execute(insert, rows)).scalars())


def _answer(batch: list[_Waiting], outcome: set[str] | EarnestError) -> None:
    for waiting in batch:
        if waiting.stored.done():  # the caller went away
            continue
        if isinstance(outcome, EarnestError):
            waiting.stored.set_exception(outcome)
            continue
        answers = []
        for entry in waiting.entries:
            key = storable(entry.id)
            answers.append(key in outcome)
            outcome.discard(key)  # of two alike in one batch, one is new
        waiting.stored.set_result(answers)
