"""One database with our habits: one writer at a time on SQLite, every commit on disk, errors in our words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import URL, Engine, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import ConfigError, FencedError
from bot.store.errors import mapped
from bot.store.priority_lock import PriorityLock
from bot.store.sqlite import SqliteFile
from bot.store.tx import Tx

BUSY_TIMEOUT_MS = 5_000
IDLE_AT_MOST_MS = 8_000  # well below the time after which another process takes over
# The row stays until the transaction ends: whoever takes over deletes it, and waits for that.
# A process that is stopped in mid-transaction must not keep it for ever: the server ends it.
STILL_OURS = (
    f"SELECT set_config('idle_in_transaction_session_timeout', '{IDLE_AT_MOST_MS}', true) "  # noqa: S608 - of constants
    "FROM executors WHERE number = {number:d} FOR KEY SHARE"
)


class Database:
    """Transactions on one database. Keep them short: on SQLite all writers of the process queue for one lock."""

    def __init__(self, url: str, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        self._at = _opened(url, busy_timeout_ms)
        self.is_sqlite = isinstance(self._at, SqliteFile)
        self._turnstile = PriorityLock()
        self._holder: asyncio.Task[Any] | None = None
        # The fencing number under which this process writes; None where it is the only one.
        self.executor: int | None = None

    @property
    def engine(self) -> Engine:
        """What is underneath."""
        return self._at.engine if isinstance(self._at, SqliteFile) else self._at.sync_engine

    def write(
        self, tx: Tx | None = None, *, urgent: bool = False, synced: bool = False, long: bool = False
    ) -> AbstractAsyncContextManager[Tx]:
        """A transaction that commits at the end, or `tx` itself, which its owner commits. It survives the end of the
        process; on SQLite a `synced` one, and all before it, a power cut too, an `urgent` one is next, whoever
        else waits, and the statements of a `long` one, which go through many rows, keep nobody but writers waiting.

        Raises TransientError (locked, unreachable, full), PermanentError, and FencedError where another process has
        taken over."""
        return _OurErrors(lambda: tx) if tx is not None else self._writing(urgent=urgent, synced=synced, long=long)

    def read(self, tx: Tx | None = None) -> AbstractAsyncContextManager[Tx]:
        """A connection to read from; waits for no writer. With `tx`, sees that one's writes and view."""
        if tx is not None:
            return _OurErrors(lambda: tx)
        return _FileReading(self._at.reader) if isinstance(self._at, SqliteFile) else self._reading(self._at)

    @asynccontextmanager
    async def view(self, *, long: bool = False) -> AsyncIterator[Tx]:
        """A connection whose queries all see the same moment; writes through it are refused or lost. Of a `long` one
        they go through many rows, and keep nobody waiting."""
        if isinstance(self._at, SqliteFile):
            async with _our_errors(), self._at.view(long=long) as here:
                yield here
            return
        async with _our_errors(), self._at.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    @asynccontextmanager
    async def unfenced(self) -> AsyncIterator[Tx]:
        """A transaction on a server that asks for no fencing number: for the tables that say who has one."""
        async with _our_errors(), self._server.begin() as connection:
            yield connection

    @asynccontextmanager
    async def unjoined(self) -> AsyncIterator[Tx]:
        """A connection to a server whose statements are each a transaction by itself."""
        async with _our_errors(), self._server.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection

    async def close(self) -> None:
        """Close all connections."""
        if isinstance(self._at, SqliteFile):
            self._at.close()
        else:
            await self._at.dispose()

    @property
    def _server(self) -> AsyncEngine:
        assert isinstance(self._at, AsyncEngine)
        return self._at

    @asynccontextmanager
    async def _reading(self, server: AsyncEngine) -> AsyncIterator[Tx]:
        async with _our_errors(), server.connect() as connection:
            yield connection

    @asynccontextmanager
    async def _writing(self, *, urgent: bool, synced: bool, long: bool) -> AsyncIterator[Tx]:
        if isinstance(self._at, SqliteFile):
            if not synced:  # nothing in it may wait for anything, so others have their turn before it
                await asyncio.sleep(0)
            async with _our_errors(), self._queued(urgent), self._at.writing(synced=synced, long=long) as here:
                yield here
            if not synced:
                await asyncio.sleep(0)
            return
        async with _our_errors(), self._at.begin() as connection:
            if self.executor is not None:
                await still_ours(connection, self.executor)
            yield connection

    @asynccontextmanager
    async def _queued(self, urgent: bool) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if self._holder is task:  # it would wait for itself for ever
            raise RuntimeError("a transaction inside a transaction: pass tx on to the inner call")
        async with self._turnstile.turn(urgent=urgent):
            self._holder = task
            try:
                yield
            finally:
                self._holder = None


def synchronous(url: str) -> str:
    """The same database for a plain engine, which works in a thread. Raises ConfigError."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ConfigError("DATABASE_URL is not an address; use postgresql+asyncpg://user:password@host/name") from None
    driver = "sqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


async def still_ours(connection: AsyncConnection, executor: int) -> None:
    """Raises FencedError when another process has taken over the work of this executor."""
    if (await connection.execute(text(STILL_OURS.format(number=executor)))).first() is None:
        raise FencedError("another process has taken over the work of this one, which had not been heard of for long")


class _OurErrors:
    """Gives a connection, if any; the database's errors leave as ours."""

    __slots__ = ("_connect",)

    def __init__(self, connect: Callable[[], Tx]) -> None:
        self._connect = connect

    async def __aenter__(self) -> Tx:
        try:
            return self._connect()
        except (SQLAlchemyError, OSError) as error:
            raise mapped(error) from error

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, SQLAlchemyError | OSError):
            raise mapped(error) from error


class _FileReading(_OurErrors):
    """Lets everybody else have a turn before and after: whoever reads on and on would otherwise never stop for them,
    and what is to be acknowledged has many turns to take."""

    async def __aenter__(self) -> Tx:
        await asyncio.sleep(0)
        return await super().__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await super().__aexit__(kind, error, trace)
        if error is None:
            await asyncio.sleep(0)


@asynccontextmanager
async def _our_errors() -> AsyncIterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise mapped(error) from error


def _opened(url: str, busy_timeout_ms: int) -> SqliteFile | AsyncEngine:
    try:
        parsed = make_url(url)
        kind = parsed.get_backend_name()
        if kind == "sqlite":
            return _file(parsed, busy_timeout_ms)
        if kind == "postgresql":
            return create_async_engine(parsed.set(drivername="postgresql+asyncpg"), pool_pre_ping=True)
    except (ArgumentError, ValueError):
        raise ConfigError("DATABASE_URL is not an address; use postgresql+asyncpg://user:password@host/name") from None
    raise ConfigError(f"DATABASE_URL names {kind!r}; Earnest keeps its data in sqlite or postgresql")


def _file(url: URL, busy_timeout_ms: int) -> SqliteFile:
    if not url.database or url.database == ":memory:":
        raise ConfigError("DATABASE_URL: SQLite needs a file, as in sqlite:///data/earnest.db")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    return SqliteFile(url, busy_timeout_ms)
