"""The outbox's world, on each database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store.migrate import migrate
from tests.outbox.world import World, open_world
from tests.store.conftest import migrated_file, postgres, url

__all__ = ["migrated_file", "postgres", "url"]


@pytest.fixture
async def world(url: str) -> AsyncIterator[World]:
    made = await open_world(url)
    await migrate(made.store.database)
    yield made
    await made.outbox.drain(0)
    await made.store.close()
