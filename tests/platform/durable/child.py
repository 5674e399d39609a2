"""A process to be killed: it works through numbered workflows and notes each step's effect in a file."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path

from bot.errors import EarnestError
from bot.platform.durable.workflows import Durable, Steps
from bot.settings import Settings
from tests.platform.durable.waiting import until

WORKFLOWS = 30
STEPS = ("classify", "retrieve", "generate", "ground", "route", "post")


async def main(folder: Path) -> None:
    """Start all workflows (again), and say so when all have ended."""
    effects = (folder / "effects.txt").open("a", buffering=1)

    async def note(line: str) -> str:
        effects.write(line + "\n")
        return line

    async def body(steps: Steps, arg: str) -> None:
        said = [await steps.step(name, lambda name=name: note(f"{arg} {name}"), str) for name in STEPS]  # type: ignore[misc]
        assert said == [f"{arg} {name}" for name in STEPS]

    async def failed(name: str, workflow_id: str, arg: str, error: EarnestError) -> None:
        await note(f"{arg} failed {error}")

    settings = Settings(_env_file=None, data_dir=folder)
    durable = await Durable.launch(settings, on_failed=failed)
    durable.workflow("turn", body)
    print("ready", flush=True)  # noqa: T201
    names = [f"turn:{number}" for number in range(WORKFLOWS)]
    for name in names:
        await durable.start("turn", name, name)
    for name in names:
        await until(partial(durable.finished, name))
    await durable.close()
    print("ended", flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
