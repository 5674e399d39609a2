"""A store with empty tables, on each database."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bot.store import Store
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.tables import metadata
from tests.fakes.clock import ManualClock
from tests.fakes.databases import own_database


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def ids() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"id{next(numbers):04}"


@pytest.fixture(scope="session")
async def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables, to copy: migrating once is enough."""
    path = tmp_path_factory.mktemp("template") / "earnest.db"
    database = Database(f"sqlite:///{path}")
    await migrate(database)
    await database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    for address in own_database():
        with psycopg.connect(address, autocommit=True) as connection:
            name = connection.info.dbname
            connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit TO off')
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(request.getfixturevalue("migrated_file"), tmp_path)
    address: str = request.getfixturevalue("postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS dbos CASCADE")  # a test's before this one
        if connection.execute("SELECT to_regclass('inbox')").fetchone() != (None,):
            connection.execute("; ".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)))  # noqa: S608
    return address


def sqlite_url(migrated: Path, folder: Path) -> str:
    shutil.copy(migrated, folder / "earnest.db")
    return f"sqlite:///{folder / 'earnest.db'}"


@pytest.fixture
async def store(url: str, clock: ManualClock, ids: Callable[[], str]) -> AsyncIterator[Store]:
    opened = await Store.open(url, clock, ids)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(
    migrated_file: Path, tmp_path: Path, clock: ManualClock, ids: Callable[[], str]
) -> AsyncIterator[Store]:
    opened = await Store.open(sqlite_url(migrated_file, tmp_path), clock, ids)
    yield opened
    await opened.close()
