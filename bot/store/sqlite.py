"""aiosqlite with one visit to its thread a statement instead of four, which is most of the time a small query takes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import aiosqlite


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
        self.description, self.rowcount, self.lastrowid, self._rows = await self._connection.visit(
            partial(_run, sql=sql, parameters=parameters, many=many)
        )


class OneVisitConnection(aiosqlite.Connection):
    """A connection whose cursors are ours."""

    def cursor(self) -> Any:
        """A cursor; nothing is asked of the thread yet."""
        return OneVisitCursor(self)

    async def visit(self, work: Any) -> Any:
        """Run `work(connection)` in the connection's thread."""
        return await self._execute(lambda: work(self._conn))  # type: ignore[no-untyped-call]


def connect(path: Path) -> OneVisitConnection:
    """A connection to await. Its thread does not keep a process alive that forgot to close it."""
    connection = OneVisitConnection(partial(sqlite3.connect, str(path)), 64)
    connection._thread.daemon = True
    return connection


def _run(
    connection: sqlite3.Connection, *, sql: str, parameters: Any, many: bool
) -> tuple[Any, int, int | None, list[Any]]:
    cursor = connection.executemany(sql, parameters) if many else connection.execute(sql, parameters)
    try:
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows
    finally:
        cursor.close()
