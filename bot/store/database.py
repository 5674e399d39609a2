"""An engine with our habits: one writer at a time on SQLite, every commit on disk, errors in our words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import ConfigError, FencedError
from bot.store.errors import mapped
from bot.store.priority_lock import PriorityLock
from bot.store.sqlite import BEGIN_IMMEDIATE, OneVisitConnection, connect

BUSY_TIMEOUT_MS = 5_000
BEGIN = "earnest_begin"
SYNCED = "earnest_synced"
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
        self.engine = _engine(url, busy_timeout_ms)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._turnstile = PriorityLock()
        self._holder: asyncio.Task[Any] | None = None
        # The fencing number under which this process writes; None where it is the only one.
        self.executor: int | None = None

    @asynccontextmanager
    async def write(
        self, tx: AsyncConnection | None = None, *, urgent: bool = False, synced: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        """A transaction that commits at the end, or `tx` itself, which its owner commits. It survives the end of the
        process; on SQLite a `synced` one, and all before it, a power cut too, and an `urgent` one is next, whoever
        else waits.

        Raises TransientError (locked, unreachable, full), PermanentError, and FencedError where another process has
        taken over."""
        if tx is not None:
            async with _our_errors():
                yield tx
            return
        async with _our_errors(), self._turn(urgent), self.engine.connect() as connection:
            await connection.execution_options(**{BEGIN: BEGIN_IMMEDIATE, SYNCED: synced})
            async with connection.begin():
                if self.executor is not None:
                    await still_ours(connection, self.executor)
                yield connection

    @asynccontextmanager
    async def unfenced(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that asks for no fencing number: for the tables that say who has one."""
        async with _our_errors(), self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self, tx: AsyncConnection | None = None) -> AsyncIterator[AsyncConnection]:
        """A connection to read from; waits for no writer. With `tx`, sees that one's writes and view."""
        async with _our_errors():
            if tx is not None:
                yield tx
                return
            async with self.engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def view(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose queries all see the same moment; writes through it are refused or lost."""
        async with _our_errors(), self.engine.connect() as connection:
            if self.is_sqlite:
                await connection.execution_options(**{BEGIN: "BEGIN"})
            else:
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    def _turn(self, urgent: bool) -> AbstractAsyncContextManager[None]:
        return self._queued(urgent) if self.is_sqlite else nullcontext()

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


@asynccontextmanager
async def _our_errors() -> AsyncIterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise mapped(error) from error


def _engine(url: str, busy_timeout_ms: int) -> AsyncEngine:
    try:
        parsed = make_url(url)
        kind = parsed.get_backend_name()
        if kind == "sqlite":
            return _sqlite(url, parsed.database, busy_timeout_ms)
        if kind == "postgresql":
            return create_async_engine(parsed.set(drivername="postgresql+asyncpg"), pool_pre_ping=True)
    except (ArgumentError, ValueError):
        raise ConfigError("DATABASE_URL is not an address; use postgresql+asyncpg://user:password@host/name") from None
    raise ConfigError(f"DATABASE_URL names {kind!r}; Earnest keeps its data in sqlite or postgresql")


def _sqlite(url: str, path: str | None, busy_timeout_ms: int) -> AsyncEngine:
    if not path or path == ":memory:":
        raise ConfigError("DATABASE_URL: SQLite needs a file, as in sqlite+aiosqlite:///data/earnest.db")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        make_url(url).set(drivername="sqlite+aiosqlite"),
        connect_args={"async_creator_fn": lambda *_, **__: connect(Path(path))},
    )
    event.listen(engine.sync_engine, "connect", partial(_prepare, busy_timeout_ms=busy_timeout_ms))
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: Any, *, busy_timeout_ms: int) -> None:
    del record
    connection.isolation_level = None  # the driver would begin late, and upgrade a read lock in mid-transaction
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={busy_timeout_ms}",
        "journal_mode=WAL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """FULL where Slack is told or asked something next: a payload that was acknowledged is never sent again, and a call
    that was not written down is made again. Between the two NORMAL does, for WAL loses the last commits only: work goes
    on from the inbox row once more. It saves most of a ticket's time on a slow disk."""
    options = connection.get_execution_options()
    how = options.get(BEGIN)
    if how is None:  # a single query is a consistent view by itself
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, OneVisitConnection)
    driver.sync(options.get(SYNCED, False))
    connection.exec_driver_sql(how)
