"""One workflow of one step, from the start of durable work to its end."""

from __future__ import annotations

import asyncio

from bot.platform.durable.workflows import Durable, Steps
from bot.settings import Settings


async def a_workflow(settings: Settings, workflow_id: str, result: str) -> None:
    """Run it; its step's result is on disk afterwards."""

    async def untold(*args: object) -> None:
        del args

    async def work(steps: Steps, arg: str) -> None:
        await steps.step("one", lambda: asyncio.sleep(0, result), str)

    durable = await Durable.launch(settings, on_failed=untold)
    durable.workflow("turn", work)
    await durable.start("turn", workflow_id, workflow_id)
    await durable.close(5)
