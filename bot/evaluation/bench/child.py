"""The bot as a child process that a bench starts, kills and starts again."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from bot.errors import PermanentError
from slack_sandbox import Sandbox

TAIL = 1_500


class Process(Protocol):
    """As much of asyncio's as is used here."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    async def wait(self) -> int: ...

    def send_signal(self, signal: int) -> None: ...

    def kill(self) -> None: ...


async def spawn(arguments: Sequence[str], cwd: Path, env: Mapping[str, str], out: IO[bytes], err: IO[bytes]) -> Process:
    """An interpreter of its own with nothing on its stdin."""
    nothing = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=cwd, env=env, stdin=nothing, stdout=out, stderr=err
    )


class BotChild:
    """One child at a time. `arguments` are those of the interpreter; all it writes goes to the file `log`."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        arguments: tuple[str, ...] = ("-m", "bot", "run"),
        name: str = "child",
    ) -> None:
        self.log = folder / f"{name}.log"
        self._folder = folder
        self._environment = dict(environment)
        self._arguments = arguments
        self._process: Process | None = None

    async def start(self) -> None:
        """Start it and return at once."""
        with self.log.open("ab") as log:
            self._process = await spawn(self._arguments, self._folder, self._environment, log, log)

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """Its process id; None before it was started."""
        return self._process.pid if self._process is not None else None

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it lives or before it was started."""
        return self._process.returncode if self._process is not None else None

    def check(self) -> None:
        """Raises PermanentError with the end of its log when it ended by itself."""
        if not self.running:
            said = self.log.read_text(encoding="utf-8", errors="replace")[-TAIL:] if self.log.exists() else ""
            raise PermanentError(f"the bot ended by itself; the end of {self.log}:\n{said}")

    def pause(self, *, on: bool) -> None:
        """SIGSTOP, and SIGCONT when it is over."""
        if self._process is not None and self.running:
            self._process.send_signal(signal.SIGSTOP if on else signal.SIGCONT)

    async def ended(self, within_s: float) -> int | None:
        """Wait until it ends by itself; its exit code, None where it goes on."""
        if self._process is None:
            return None
        try:
            async with asyncio.timeout(within_s):
                return await self._process.wait()
        except TimeoutError:
            return None

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        await self._end(signal.SIGKILL, None)

    async def stop(self, within_s: float) -> bool:
        """SIGTERM, after `within_s` seconds SIGKILL; whether the first was enough."""
        return await self._end(signal.SIGTERM, within_s)

    async def _end(self, number: signal.Signals, within_s: float | None) -> bool:
        process = self._process
        if process is None or process.returncode is not None:
            return True
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        try:
            async with asyncio.timeout(within_s):
                await process.wait()
            return True
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            return False


async def connected(sandbox: Sandbox, child: BotChild, within_s: float) -> None:
    """Wait until the bot holds a socket. Raises PermanentError when it ends by itself, TimeoutError when it is late."""
    until = time.monotonic() + within_s
    while not sandbox.hub.open_sockets:
        child.check()
        try:
            await sandbox.connected(timeout=1.0)
        except TimeoutError:
            if time.monotonic() > until:
                raise
