"""Migrations, plain copies, and what a person is told when a database fails."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.errors import ConfigError, PermanentError, TransientError
from bot.store import Store
from bot.store.database import Database
from bot.store.migrate import SERVES_KEY, SERVES_SINCE, migrate
from bot.store.tables import metadata
from tests.fakes.clock import ManualClock
from tests.store.rows import entry


async def test_migrations_make_exactly_the_tables_that_the_code_uses(store: Store) -> None:
    await migrate(store.database)

    def differences(connection: sa.Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with store.database.write() as tx:
        assert await tx.run_sync(differences) == []


async def test_a_database_of_a_newer_version_is_left_alone(store: Store, url: str, clock: ManualClock) -> None:
    async with store.begin() as tx:
        known = (await tx.execute(sa.text("SELECT version_num FROM alembic_version"))).scalar_one()
        await tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    await store.meta.set(SERVES_KEY, "9999")
    try:
        with pytest.raises(ConfigError, match="newer version of Earnest"):
            await Store.open(url, clock, lambda: "id")
    finally:
        async with store.begin() as tx:
            await tx.execute(sa.text("UPDATE alembic_version SET version_num = :known"), {"known": known})
        await store.meta.set(SERVES_KEY, SERVES_SINCE)


async def test_beside_a_newer_version_that_took_nothing_away_this_one_goes_on(
    store: Store, url: str, clock: ManualClock
) -> None:
    async with store.begin() as tx:
        known = (await tx.execute(sa.text("SELECT version_num FROM alembic_version"))).scalar_one()
        await tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        await (await Store.open(url, clock, lambda: "id")).close()
        async with store.database.read() as tx:
            assert (await tx.execute(sa.text("SELECT version_num FROM alembic_version"))).scalar_one() == "9999"
    finally:
        async with store.begin() as tx:
            await tx.execute(sa.text("UPDATE alembic_version SET version_num = :known"), {"known": known})


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite://", "needs a file"),
        ("mysql://localhost/x", "sqlite or postgresql"),
        ("no address", "is not an address"),
    ],
)
def test_a_wrong_address_is_explained(url: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Database(url)


async def test_a_server_that_is_not_there_may_come_back(clock: ManualClock) -> None:
    with pytest.raises(TransientError, match="cannot be reached"):
        await Store.open("postgresql://nobody@127.0.0.1:1/none", clock, lambda: "id")


async def test_a_file_that_is_no_database_is_explained(tmp_path: Path, clock: ManualClock) -> None:
    path = tmp_path / "earnest.db"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(PermanentError, match="cannot be used"):
        await Store.open(f"sqlite:///{path}", clock, lambda: "id")


async def keep_writing(store: Store, written: list[str], stop: asyncio.Event) -> None:
    while not stop.is_set():
        key = f"C1:{len(written)}"
        await store.inbox.put([entry(key, "x" * 2000)])
        written.append(key)


def ids_in(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {row[0] for row in database.execute("SELECT id FROM inbox")}


@pytest.mark.parametrize("order", [["", "-wal"], ["-wal", ""]])
async def test_a_plain_copy_made_while_it_writes_has_every_row_committed_before(
    sqlite_store: Store, tmp_path: Path, order: list[str]
) -> None:
    written: list[str] = []
    stop = asyncio.Event()
    writer = asyncio.create_task(keep_writing(sqlite_store, written, stop))
    for suffix in order:
        goal = len(written) + 20
        while len(written) < goal:
            await sqlite_store.inbox.count()
        before = set(written)
        await asyncio.to_thread(shutil.copy, tmp_path / f"earnest.db{suffix}", tmp_path / f"copy.db{suffix}")
        if suffix == "-wal":
            expected = before
    stop.set()
    await writer
    assert expected <= ids_in(tmp_path / "copy.db")
