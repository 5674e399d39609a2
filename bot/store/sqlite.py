"""A SQLite file whose statements run where they are asked for: only what may take long visits a thread.

A statement of ours takes some 30 microseconds, a visit to a thread and back up to a millisecond on a busy machine, and
SQLAlchemy's asyncio around it more than the statement. What waits for a lock (BEGIN IMMEDIATE that finds it taken) or
for the disk (a COMMIT that is synced, and may move the log into the database) waits in the thread, never on the event
loop; and so do the statements of what is `long`: they go through all that a year has left."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar, TypeVarTuple, overload

from sqlalchemy import URL, Connection, CursorResult, Dialect, Engine, Executable, NullPool, create_engine, event
from sqlalchemy.sql.selectable import TypedReturnsRows

from bot.store.tx import AnyRows, Parameters

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
BEGIN_IMMEDIATE = "BEGIN IMMEDIATE"
CHECKPOINT_PAGES = 16_000  # 64 MB: seldom, since a plain copy of the folder must not meet a checkpoint
VIEW_CACHE_KIB = 256  # of each view, of which there are many; SQLite's own is 2 MB, which each fills in a few days
LONG_AT_ONCE = 2
STATEMENTS = 512  # kept compiled by each connection: more than there are


class _Whole(sqlite3.Cursor):
    """Fetches all that a statement returns as it runs: what is left open would hold a state of the file for ever."""

    _rows: Iterator[Any] = iter(())

    def execute(self, sql: str, parameters: Any = (), /) -> _Whole:
        super().execute(sql, parameters)
        self._rows = iter(super().fetchall() if self.description else ())
        return self

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        return [row for _, row in zip(range(size or 1), self._rows, strict=False)]


class _WholeConnection(sqlite3.Connection):
    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _Whole)


class Here:
    """A connection of the file; fulfils Tx. SQLAlchemy's own transaction on it stays open for ever and says nothing to
    SQLite, which is told by `begin`, `commit` and `undo`."""

    def __init__(self, plain: Connection, cache_kib: int | None = None) -> None:
        self._plain = plain
        plain.exec_driver_sql("SELECT 1")
        raw: Any = plain.connection.driver_connection
        self._raw: sqlite3.Connection = raw
        if cache_kib is not None:
            self._raw.execute(f"PRAGMA cache_size=-{cache_kib}")
        self._synced: bool | None = None
        self.apart: ThreadPoolExecutor | None = None  # where statements run that may take long

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return self._plain.dialect

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*Ts], parameters: Parameters = None, /
    ) -> CursorResult[*Ts]: ...

    @overload
    async def execute(self, statement: Executable, parameters: Parameters = None, /) -> AnyRows: ...

    async def execute(self, statement: Executable, parameters: Parameters = None, /) -> AnyRows:
        """Run a statement; its rows are in memory then."""
        if self.apart is not None:
            return await in_thread(self.apart, partial(self._plain.execute, statement, parameters))
        return self._plain.execute(statement, parameters)

    async def run_sync(self, work: Callable[[Connection], T], /) -> T:
        """Run `work` with the plain connection."""
        return work(self._plain)

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:
        """A part of the transaction that is undone alone where it fails."""
        with self._plain.begin_nested():
            yield

    def begin(self, how: str = "BEGIN") -> None:
        """Begin a transaction."""
        self._plain.exec_driver_sql(how)

    def begun_at_once(self) -> bool:
        """Begin to write unless somebody else does: then False, and nothing has happened."""
        (patience,) = self._raw.execute("PRAGMA busy_timeout").fetchone()
        self._raw.execute("PRAGMA busy_timeout=0")
        try:
            self._raw.execute(BEGIN_IMMEDIATE)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # an extended code says more in its upper bits
                raise
            return False
        finally:
            self._raw.execute(f"PRAGMA busy_timeout={patience}")
        return True

    def sync(self, synced: bool) -> None:
        """How the next transactions commit: through to the disk, or as far as the operating system, which is quick."""
        if synced != self._synced:
            mode, pages = ("FULL", CHECKPOINT_PAGES) if synced else ("NORMAL", 0)
            self._raw.execute(f"PRAGMA synchronous={mode}")
            self._raw.execute(f"PRAGMA wal_autocheckpoint={pages}")
            self._synced = synced

    def commit(self) -> None:
        """Commit what is open."""
        if self._raw.in_transaction:
            self._plain.exec_driver_sql("COMMIT")

    def undo(self) -> None:
        """Undo what is open, which waits for nothing: what is not committed stands in memory or past the WAL's end."""
        if self._raw.in_transaction:
            self._raw.rollback()

    def close(self) -> None:
        """Disconnect."""
        self._plain.close()


class SqliteFile:
    """Its connections: one to read from, one to write with, and one for each view that is open at a time."""

    def __init__(self, url: URL, busy_timeout_ms: int) -> None:
        arguments = {"check_same_thread": False, "cached_statements": STATEMENTS, "factory": _WholeConnection}
        self.engine: Engine = create_engine(
            url.set(drivername="sqlite"), poolclass=NullPool, connect_args={**arguments, "isolation_level": None}
        )
        event.listen(self.engine, "connect", partial(_prepare, busy_timeout_ms=busy_timeout_ms))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self._readers = ThreadPoolExecutor(LONG_AT_ONCE, thread_name_prefix="sqlite-reader")
        self._reader: Here | None = None
        self._writer: Here | None = None
        self._views: list[Here] = []
        self._closed = False

    def reader(self) -> Here:
        """The connection for single queries, for any number of tasks: each query is over when it returns."""
        if self._reader is None:
            self._reader = Here(self.engine.connect())
        return self._reader

    @asynccontextmanager
    async def view(self, *, long: bool = False) -> AsyncIterator[Here]:
        """A connection whose queries all see the same moment; what is written through it is lost."""
        await asyncio.sleep(0)  # nothing below waits for anything: others must have their turn
        here = self._views.pop() if self._views else Here(self.engine.connect(), cache_kib=VIEW_CACHE_KIB)
        here.apart = self._readers if long else None
        try:
            here.begin()
            yield here
        finally:
            here.undo()
            if self._closed:
                here.close()
            else:
                self._views.append(here)

    @asynccontextmanager
    async def writing(self, *, synced: bool, long: bool = False) -> AsyncIterator[Here]:
        """The transaction that may write, which is one at a time; commits at the end, is undone on an error.

        FULL where Slack is told or asked something next: a payload that was acknowledged is never sent again, and a
        call that was not written down is made again. Between the two NORMAL does, for WAL loses the last commits only:
        work goes on from the inbox row once more. It saves most of a ticket's time on a slow disk."""
        if self._writer is None:
            self._writer = Here(self.engine.connect())
        here = self._writer
        here.sync(synced)
        here.apart = self._thread if long else None
        try:
            if not here.begun_at_once():
                await in_thread(self._thread, partial(here.begin, BEGIN_IMMEDIATE))
            yield here
            if synced or long:
                await in_thread(self._thread, here.commit)
            else:
                here.commit()
        finally:
            here.undo()

    def close(self) -> None:
        """Disconnect; a view that is open does so at its end."""
        self._closed = True
        for here in (self._reader, self._writer, *self._views):
            if here is not None:
                here.close()
        self._reader, self._writer, self._views = None, None, []
        for threads in (self._thread, self._readers):
            threads.shutdown()


async def in_thread(threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    """To its end, also for a task that is cancelled meanwhile: a connection is used in one place at a time."""
    running = asyncio.get_running_loop().run_in_executor(threads, work)
    cancelled: asyncio.CancelledError | None = None
    while not running.done():
        try:
            await asyncio.wait((running,))
        except asyncio.CancelledError as error:
            cancelled = error
    done = running.result()
    if cancelled is not None:
        raise cancelled
    return done


def _prepare(connection: sqlite3.Connection, record: Any, *, busy_timeout_ms: int) -> None:
    del record
    for pragma in (f"busy_timeout={busy_timeout_ms}", "journal_mode=WAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
