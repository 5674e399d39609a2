"""When the bot of a crash bench is killed: at random moments, in mid-call, just after a call, and once for long."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Coroutine
from random import Random
from typing import Any, TypeVar

from bot.evaluation.bench.child import BotChild
from bot.evaluation.bench.rows import Row
from slack_sandbox import CallFault, Sandbox

T = TypeVar("T")
POST = "chat.postMessage"
MOMENTS = {"any": 4, "in flight": 3, "just posted": 3}  # how often each, in proportion
SLOW_S = (0.1, 0.9)
POST_WITHIN_S = 15.0
START_WITHIN_S = 90.0
GONE_WITHIN_S = 10.0


class Killer:
    """Kills the child and starts it again. `rows` holds a row a kill."""

    def __init__(self, sandbox: Sandbox, child: BotChild, rng: Random) -> None:
        self._sandbox = sandbox
        self._child = child
        self._rng = rng
        self._up_since = 0.0
        self.rows: list[Row] = []
        self.starts: list[float] = []

    async def start(self) -> None:
        """Start the child and wait until it holds a socket. Raises PermanentError when it ends by itself."""
        others = len(self._sandbox.hub.open_sockets)
        await self._child.start()
        until = time.monotonic() + START_WITHIN_S
        while len(self._sandbox.hub.open_sockets) <= others:
            self._child.check()
            others = min(others, len(self._sandbox.hub.open_sockets))  # one that was counted may have been a dead one's
            try:
                await self._sandbox.connected(others + 1, timeout=1.0)
            except TimeoutError:
                if time.monotonic() > until:
                    raise
        self._up_since = time.time()
        self.starts.append(self._up_since)

    async def kill(self, while_down: Callable[[], Awaitable[None]] | None = None) -> None:
        """Wait for a moment, kill, and start again; `while_down` runs in between."""
        moment = self._rng.choices(list(MOMENTS), list(MOMENTS.values()))[0]
        moment = await self._wait_for(moment)
        connected = bool(self._sandbox.hub.open_sockets)
        at = time.time()
        await self._gone(self._child.kill())
        if while_down is not None:
            await while_down()
        row = {"row": "kill", "at": round(at, 3), "moment": moment, "connected": connected}
        row["up_s"] = round(at - self._up_since, 3)
        await self.start()
        self.rows.append({**row, "down_s": round(time.time() - at, 3), "long": while_down is not None})

    async def replace(self, within_s: float) -> bool:
        """SIGTERM, then start it again, as a deploy does; whether it ended in time."""
        stopped = await self._gone(self._child.stop(within_s))
        await self.start()
        return stopped

    async def _gone(self, end: Coroutine[Any, Any, T]) -> T:
        """End the child and wait until Slack has noticed; others may have sockets of their own."""
        before = len(self._sandbox.hub.sockets)
        ended = await end
        with contextlib.suppress(TimeoutError):  # another's socket may have come meanwhile; the process is gone
            await self._sandbox.wait_for(lambda: not before or len(self._sandbox.hub.sockets) < before, GONE_WITHIN_S)
        return ended

    async def _wait_for(self, moment: str) -> str:
        """The moment that came: with nothing being posted, any moment must do."""
        if moment == "any":
            await asyncio.sleep(self._rng.uniform(0.0, 1.5))
            return moment
        wait = self._in_flight if moment == "in flight" else self._just_posted
        try:
            async with asyncio.timeout(POST_WITHIN_S):
                await wait()
            return moment
        except TimeoutError:
            self._sandbox.faults.clear()
            return "any"

    async def _in_flight(self) -> None:
        """Slack takes its time with the next post, and does it in the end, whoever is still there to hear of it."""
        seconds = self._rng.uniform(*SLOW_S)
        self._sandbox.faults.call(POST, CallFault.SLOW, seconds=seconds)
        while self._sandbox.faults.planned:  # noqa: ASYNC110 - the sandbox tells of calls that end, not that begin
            await asyncio.sleep(0.005)
        await asyncio.sleep(self._rng.uniform(0.0, seconds))

    async def _just_posted(self) -> None:
        """Slack has done the next post, and its answer is on the way."""
        before = len(self._sandbox.calls_of(POST))
        await self._sandbox.wait_for(lambda: len(self._sandbox.calls_of(POST)) > before, POST_WITHIN_S)
