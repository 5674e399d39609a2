"""aiosqlite that visits its thread only for what may take long: to wait for a lock and to commit.

A statement of ours takes some 30 microseconds, a visit to the thread and back up to a millisecond on a busy machine.
What waits for a lock (BEGIN IMMEDIATE that finds it taken) or for the disk (a COMMIT that is synced, and may move the
log into the database) waits in the thread, never on the event loop.

It rests on three private names of aiosqlite's Connection, which has no public ones: `_execute`, `_conn`, `_thread`.
tests/store/test_sqlite.py fails when an upgrade moves one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import aiosqlite

BEGIN_IMMEDIATE = "BEGIN IMMEDIATE"
CHECKPOINT_PAGES = 16_000  # 64 MB: seldom, since a plain copy of the folder must not meet a checkpoint


class OneVisitCursor:
    """Creates, executes and fetches in one go; what SQLAlchemy then asks for is in memory."""

    def __init__(self, connection: OneVisitConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> OneVisitCursor:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> OneVisitCursor:
        """Run one statement and fetch all it returns."""
        await self._visit(sql, parameters, many=False)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> OneVisitCursor:
        """Run one statement for each set of parameters."""
        await self._visit(sql, parameters, many=True)
        return self

    async def fetchall(self) -> Sequence[Any]:
        """The rows of the last statement, once."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is held."""
        self._rows = []

    async def _visit(self, sql: str, parameters: Any, *, many: bool) -> None:
        work = partial(_run, sql=sql, parameters=parameters, many=many)
        if sql != BEGIN_IMMEDIATE:
            self.description, self.rowcount, self.lastrowid, self._rows = self._connection.here(work)
        elif not self._connection.here(_begun_at_once):
            await self._connection.visit(work)


class OneVisitConnection(aiosqlite.Connection):
    """A connection whose cursors are ours."""

    _synced: bool | None = None

    def sync(self, synced: bool) -> None:
        """How the next transactions commit: through to the disk, or as far as the operating system, which is quick."""
        if synced != self._synced:
            mode, pages = ("FULL", CHECKPOINT_PAGES) if synced else ("NORMAL", 0)
            self.here(lambda connection: connection.execute(f"PRAGMA synchronous={mode}"))
            self.here(lambda connection: connection.execute(f"PRAGMA wal_autocheckpoint={pages}"))
            self._synced = synced

    def cursor(self) -> Any:
        """A cursor; nothing is asked of the thread yet."""
        return OneVisitCursor(self)

    async def rollback(self) -> None:
        """Undo what is open, which waits for nothing: what is not committed stands in memory or past the WAL's end."""
        if self.in_transaction:
            self.here(lambda connection: connection.rollback())

    async def commit(self) -> None:
        """Commit what is open."""
        if self.in_transaction and self._synced is False:
            self.here(lambda connection: connection.commit())
        elif self.in_transaction:
            await super().commit()

    async def visit(self, work: Any) -> Any:
        """Run `work(connection)` in the connection's thread."""
        return await self._execute(lambda: work(self._conn))  # type: ignore[no-untyped-call]

    def here(self, work: Any) -> Any:
        """Run `work(connection)` at once. Nothing else uses the connection meanwhile: its user awaits each call."""
        return work(self._conn)


def connect(path: Path) -> OneVisitConnection:
    """A connection to await. Its thread does not keep a process alive that forgot to close it."""
    connection = OneVisitConnection(partial(sqlite3.connect, str(path), check_same_thread=False), 64)
    connection._thread.daemon = True
    return connection


def _begun_at_once(connection: sqlite3.Connection) -> bool:
    """Begin to write unless somebody else does: then False, and nothing has happened."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout=0")
    try:
        connection.execute(BEGIN_IMMEDIATE)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # an extended code says more in its upper bits
            raise
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout={patience}")
    return True


def _run(
    connection: sqlite3.Connection, *, sql: str, parameters: Any, many: bool
) -> tuple[Any, int, int | None, list[Any]]:
    cursor = connection.executemany(sql, parameters) if many else connection.execute(sql, parameters)
    try:
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows
    finally:
        cursor.close()
