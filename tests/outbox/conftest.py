"""One migrated database for the session, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.store import Store
from tests.fakes.clock import ManualClock
from tests.outbox.world import World, open_world


@pytest.fixture(scope="session")
async def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outgoing") / "empty.db"
    store = await Store.open(f"sqlite:///{path}", ManualClock(), lambda: "unused")
    await store.close()
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty_database, tmp_path / "earnest.db"))


@pytest.fixture
async def world(database: Path) -> AsyncIterator[World]:
    made = await open_world(database)
    yield made
    await made.outbox.drain(0)
    await made.store.close()


@pytest.fixture
async def named_desk(database: Path) -> AsyncIterator[World]:
    """The policy names the desk's channel, and Slack has not yet told its id."""
    made = await open_world(database, "#support-desk")
    made.slack.named["#support-desk"] = "CDESK"
    yield made
    await made.outbox.drain(0)
    await made.store.close()
