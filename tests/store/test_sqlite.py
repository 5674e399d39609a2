"""Where the statements of a SQLite file run, and what they leave behind."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.errors import TransientError
from bot.store.database import Database
from bot.store.sqlite import BEGIN_IMMEDIATE
from bot.store.tx import Tx

COUNT = text("SELECT count(*) FROM t")
MANY_ROWS = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT count(*) FROM n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "one.db")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (a INTEGER UNIQUE)")
    return tmp_path / "one.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{path}")
    yield opened
    await opened.close()


async def put(tx: Tx, number: int) -> None:
    await tx.execute(text("INSERT INTO t VALUES (:a)"), {"a": number})


async def count(database: Database) -> int:
    async with database.read() as tx:
        return int((await tx.execute(COUNT)).scalar_one())


async def test_what_fails_midway_leaves_nothing_and_the_next_one_writes(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as tx:
            await put(tx, 1)
            raise ZeroDivisionError
    assert await count(database) == 0
    async with database.write(synced=True) as tx:
        await put(tx, 2)
    assert await count(database) == 1


async def test_a_part_that_fails_is_undone_alone(database: Database) -> None:
    async with database.write() as tx:
        await put(tx, 1)
        with pytest.raises(IntegrityError):
            async with tx.begin_nested():
                await put(tx, 2)
                await put(tx, 1)
        await put(tx, 3)
    assert await count(database) == 2


async def test_a_view_sees_one_moment_and_what_it_writes_is_lost(database: Database) -> None:
    async with database.view() as view, database.view() as other:
        before = (await view.execute(COUNT)).scalar_one()
        async with database.write() as tx:
            await put(tx, 1)
        assert (await view.execute(COUNT)).scalar_one() == before == 0
        assert await count(database) == 1
        await put(other, 2)
    assert await count(database) == 1


async def test_rows_that_nobody_reads_hold_no_old_state(database: Database, path: Path) -> None:
    async with database.write() as tx:
        for number in range(1000):
            await put(tx, number)
    async with database.read() as tx:
        assert (await tx.execute(text("SELECT a FROM t ORDER BY a"))).fetchone() == (0,)
    with closing(sqlite3.connect(path)) as other:
        (busy, _, _) = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert busy == 0


async def test_who_waits_for_a_lock_stops_nobody_and_gives_up_cleanly_when_cancelled(
    database: Database, path: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute(BEGIN_IMMEDIATE)
        begun = asyncio.Event()

        async def write() -> None:
            begun.set()
            async with database.write() as tx:
                await put(tx, 1)

        waiting = asyncio.create_task(write())
        await begun.wait()
        assert await count(database) == 0  # while it waits
        waiting.cancel()
        holder.execute("ROLLBACK")
        with pytest.raises(asyncio.CancelledError):
            await waiting
        holder.execute(BEGIN_IMMEDIATE)  # it holds nothing
        holder.execute("ROLLBACK")
    async with database.write() as tx:
        await put(tx, 2)
    assert await count(database) == 1


async def test_a_lock_that_stays_is_told_in_our_words(path: Path) -> None:
    impatient = Database(f"sqlite:///{path}", busy_timeout_ms=1)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute(BEGIN_IMMEDIATE)
        with pytest.raises(TransientError, match="locked by another process"):
            async with impatient.write() as tx:
                await put(tx, 1)
    await impatient.close()


async def test_who_reads_on_and_on_leaves_others_their_turn(database: Database) -> None:
    done: list[int] = []

    async def other() -> None:
        async with database.write() as tx:
            await put(tx, 1)
        done.append(1)

    task = asyncio.create_task(other())
    for _ in range(100):
        await count(database)
    assert done
    await task


@pytest.mark.parametrize("kind", ["view", "write"])
async def test_what_goes_through_many_rows_keeps_nobody_else_waiting(database: Database, kind: str) -> None:
    turns, busy = 0, asyncio.Event()

    async def others() -> None:
        nonlocal turns
        while not busy.is_set():
            turns += 1
            await asyncio.sleep(0)

    async with database.view(long=True) if kind == "view" else database.write(long=True) as tx:
        beside = asyncio.create_task(others())
        found = (await tx.execute(MANY_ROWS)).scalar_one()
        busy.set()
        await beside
    assert found == 1_000_000
    assert turns > 100
