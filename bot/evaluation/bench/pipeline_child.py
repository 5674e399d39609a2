"""The process that `bench pipeline` measures: the bot, and in it a bare durable workflow to compare with.

Reads a line of JSON with where things are, then words: `bare` runs one bare workflow, `end` reports and ends. Answers
each with a line of JSON."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bot.app import Earnest, open_earnest
from bot.cli.common import run_bot
from bot.listen.turn_workflows import WORKFLOW
from bot.platform.durable.workflows import Steps, Workflow
from bot.platform.slack.limits import RateGate
from bot.policy import load_policy
from bot.settings import Settings

T = TypeVar("T")
BARE = "bare"
STEPS = ("listen", "classify", "retrieve", "generate", "route", "review")
NO_WAIT_S = 1e-6
LOOK_EVERY_S = 0.005


class StepRunner(Protocol):
    """What the pipeline asks of its steps."""

    async def step(self, name: str, work: Callable[[], Awaitable[T]], result: type[T]) -> T: ...


class TimedSteps(Steps):
    """Passes steps on and notes when each began and ended, its checkpoint included (epoch seconds)."""

    def __init__(self, inner: StepRunner) -> None:
        self._inner = inner
        self.spans: dict[str, tuple[float, float]] = {}

    async def step(self, name: str, work: Callable[[], Awaitable[T]], result: type[T]) -> T:
        """As the inner one's."""
        began = time.time()
        try:
            return await self._inner.step(name, work, result)
        finally:
            self.spans[name] = (began, time.time())


class Measured:
    """Puts itself around the turns' workflow, and runs the bare one."""

    def __init__(self, earnest: Earnest) -> None:
        self._earnest = earnest
        self._runs: dict[str, dict[str, tuple[float, float]]] = {}
        self._bare_done = asyncio.Event()
        self._count = 0
        earnest.durable.workflow(WORKFLOW, self._timed(earnest.turn_work.workflow))
        earnest.durable.workflow(BARE, self._bare)

    def _timed(self, body: Workflow) -> Workflow:
        async def timed(steps: Steps, arg: str, /) -> None:
            watched = TimedSteps(steps)
            await body(watched, arg)
            self._runs[arg.rpartition(":")[0]] = watched.spans

        return timed

    async def _bare(self, steps: Steps, arg: str, /) -> None:
        async def nothing() -> str:
            return arg

        for name in STEPS:
            await steps.step(name, nothing, str)
        self._bare_done.set()

    async def bare(self) -> dict[str, Any]:
        """Wait until the bot is idle, then time as many steps without work in them, from the start to the last."""
        await self._idle()
        self._count += 1
        self._bare_done.clear()
        began = time.perf_counter()
        await self._earnest.durable.start(BARE, f"bare:{self._count}", str(self._count))
        await self._bare_done.wait()
        took = (time.perf_counter() - began) * 1000
        await self._idle()
        return {"bare_ms": round(took, 3)}

    async def _idle(self) -> None:
        earnest = self._earnest
        quiet = 0
        while quiet < 3:
            sending = await earnest.runtime.store.posts.unfinished_sending()
            busy = sending or len(earnest.running) or earnest.durable.active or earnest.runtime.background.busy
            quiet = 0 if busy else quiet + 1
            await asyncio.sleep(LOOK_EVERY_S)

    def report(self) -> dict[str, Any]:
        """The spans of each turn by its id, and the most memory this process ever held."""
        return {"runs": self._runs, "peak_mb": round(peak_mb(), 1)}


def peak_mb() -> float:
    """The peak of this process alone: what getrusage tells counts the parent's memory at the fork on Linux."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    divisor = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / divisor


async def main() -> None:
    """Serve until told to end."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    settings = Settings.model_validate(json.loads(await reader.readline()))
    gate = RateGate(loop.time, post_every_s=NO_WAIT_S, tier3_per_minute=60.0 / NO_WAIT_S)
    async with open_earnest(settings, load_policy(settings.policy_file), gate=gate) as earnest:
        measured = Measured(earnest)
        await earnest.start()
        _say({"ready": True})
        while (line := (await reader.readline()).decode().strip()) and line != "end":
            _say(await measured.bare())
        _say(measured.report())


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run_bot(main)  # as `run` does
