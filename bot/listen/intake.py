"""Takes stored payloads one by one, in order within a channel, and gives each to the work it is for."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile

from bot.domain.inbound import KINDS, Inbound, from_json
from bot.domain.telemetry import Handled, Where
from bot.errors import EarnestError, TransientError
from bot.platform.failures import report
from bot.platform.work import work_of_this_task, work_on
from bot.retry import INBOX, LEFT_TO_NEWER
from bot.runtime import Runtime
from bot.store.records import InboxRow

log = logging.getLogger(__name__)
AT_ONCE = 100
LINES_AT_ONCE = 4  # what is to be acknowledged waits its turn among them
GIVE_UP_AFTER = timedelta(hours=1)
SOON_TRIES, THEN_AT_LEAST_S = 50, 1.0  # so often it is tried again as soon as was asked for, then less often
UNFORESEEN_TRIES = 3
LOOK_AGAIN = timedelta(seconds=0.1)  # where another process has a line in hand

LEASE = "line:"

Handler = Callable[[Inbound], Awaitable[str]]


class Settled(str):
    """The outcome of a handler that stored it in the transaction of its changes: intake must not store it again."""


class Intake:
    """`handle` does the work of one record and returns a few words on what became of it; it may run again after a
    crash."""

    def __init__(self, runtime: Runtime, handle: Handler) -> None:
        self._runtime = runtime
        self._handle = handle
        self._room = asyncio.Semaphore(LINES_AT_ONCE)

    async def work(self) -> datetime | None:
        """One round over what waits; when the next row that was put off falls due."""
        rows = await self._runtime.store.inbox.pending(AT_ONCE)
        lines = _lines(rows)
        leases = self._runtime.store.leases
        if leases.shared and lines:
            return await self._shared(lines)
        await asyncio.gather(*(self._in_order(line) for line in lines.values()))
        if len(rows) == AT_ONCE:
            return self._runtime.clock.now()
        return await self._runtime.store.inbox.next_due()

    async def _shared(self, seen: dict[str, list[InboxRow]]) -> datetime:
        """A round beside other processes: a line is one process's at a time, so that order holds."""
        leases, now = self._runtime.store.leases, self._runtime.clock.now()
        mine = await leases.claim([LEASE + name for name in _readable(seen, now)])
        try:
            # Read again: who had a line before may have worked on what was seen.
            lines = _readable(_lines(await self._runtime.store.inbox.pending(AT_ONCE)), now)
        except BaseException:
            await leases.give_back(mine)
            raise
        held = {name: line for name, line in lines.items() if LEASE + name in mine}
        await leases.give_back(mine - {LEASE + name for name in held})
        await asyncio.gather(*(self._then_give_back(name, line) for name, line in held.items()))
        return self._runtime.clock.now() + (timedelta() if held else LOOK_AGAIN)

    async def _then_give_back(self, name: str, rows: list[InboxRow]) -> None:
        try:
            await self._in_order(rows)
        finally:
            await self._runtime.store.leases.give_back([LEASE + name])

    async def _in_order(self, rows: list[InboxRow]) -> None:
        for row in rows:
            async with self._room:
                done = await self._one(row)
            if not done:
                return  # the next ones in this channel wait, so that order holds

    async def _one(self, row: InboxRow) -> bool:
        work_on()
        began = time.perf_counter()
        try:
            note = await self._handle(from_json(row.payload))
        except TransientError as error:
            return await self._again(row, error)
        except EarnestError as error:
            log.error("%s cannot be worked on: %s", row.id, error)
            note = f"not possible: {type(error).__name__}"
        except Exception as error:  # one payload must not keep all others waiting
            found = report(Where.INBOX, f"{row.kind} {row.id}", error, self._runtime.tell)
            note = f"not possible: {type(error).__name__}, id {found}"
            if row.attempts < UNFORESEEN_TRIES:
                return await self._put_off(row, note)
        if not isinstance(note, Settled):
            await self._runtime.store.inbox.done(row.id, note)
        work = work_of_this_task()
        self._runtime.tell(Handled(work.ticket, work.turn, row.id, row.kind, time.perf_counter() - began))
        return True

    async def _again(self, row: InboxRow, error: TransientError) -> bool:
        if row.attempts >= SOON_TRIES and self._runtime.clock.now() - row.received_at > GIVE_UP_AFTER:
            log.error("%s was tried %d times and is given up: %s", row.id, row.attempts, error)
            await self._runtime.store.inbox.done(row.id, "given up")
            return True
        soon = error.retry_after_s
        if soon is not None and row.attempts >= SOON_TRIES:
            soon = max(soon, THEN_AT_LEAST_S)
        return await self._put_off(row, str(error), soon)

    async def _put_off(self, row: InboxRow, why: str, after_s: float | None = None) -> bool:
        wait_s = INBOX.delay_s(row.attempts + 1, after_s)
        await self._runtime.store.inbox.retry(row.id, self._runtime.clock.now() + timedelta(seconds=wait_s), why)
        return False


def _lines(rows: list[InboxRow]) -> dict[str, list[InboxRow]]:
    lines: dict[str, list[InboxRow]] = defaultdict(list)
    for row in rows:
        lines[row.channel or row.author].append(row)
    return lines


def _readable(lines: dict[str, list[InboxRow]], now: datetime) -> dict[str, list[InboxRow]]:
    """Each line up to what only a newer version knows: that is left to it, until it is clear that there is none."""
    return {name: known for name, line in lines.items() if (known := list(takewhile(partial(_known, now), line)))}


def _known(now: datetime, row: InboxRow) -> bool:
    return row.kind in KINDS or row.received_at <= now - LEFT_TO_NEWER
