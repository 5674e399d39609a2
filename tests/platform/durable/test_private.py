"""What we know of DBOS's inside, held against the version that is installed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.platform.durable.private import is_open, tasks
from bot.platform.durable.workflows import Durable, Steps
from bot.settings import Settings


async def nobody(name: str, workflow_id: str, arg: str, error: Exception) -> None:
    raise AssertionError(f"{name} failed: {error}")


async def test_a_running_workflow_is_a_task_that_can_be_waited_for(tmp_path: Path) -> None:
    assert not is_open() and tasks() == set()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def body(steps: Steps, arg: str) -> None:
        begun.set()
        await go_on.wait()

    durable = await Durable.launch(Settings(_env_file=None, data_dir=tmp_path), on_failed=nobody)
    try:
        durable.workflow("one", body)
        assert is_open() and tasks() == set()
        await durable.start("one", "w1", "")
        await begun.wait()
        (task,) = tasks()
        go_on.set()
        await asyncio.wait([task])
        assert await durable.finished("w1") and tasks() == set()
    finally:
        await durable.close()
    assert not is_open()
