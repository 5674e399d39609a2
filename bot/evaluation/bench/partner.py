"""A measured process that answers: the bot in a child that is asked a word a line and says a line of JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bot.errors import PermanentError
from bot.evaluation.bench.install import Installation

CALL_WITHIN_S = 60.0
START_WITHIN_S = 120.0
TAIL = 1_500


class Partner:
    """Start it with `started`, end it with `end`."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log

    async def ask(self, word: str, within_s: float = CALL_WITHIN_S) -> dict[str, Any]:
        """Raises PermanentError when it has ended, TimeoutError when it does not answer."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(word.encode() + b"\n")
        await self._process.stdin.drain()
        async with asyncio.timeout(within_s):
            line = await self._process.stdout.readline()
        if not line:
            said = self._log.read_text(encoding="utf-8", errors="replace")[-TAIL:]
            raise PermanentError(f"the bot ended by itself; the end of {self._log}:\n{said}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def end(self) -> None:
        """SIGKILL, unless it has ended."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


async def started(installation: Installation, module: str) -> Partner:
    """Run a module that reads an installation's settings from its first line, and wait until it says that it is ready.
    Raises PermanentError and TimeoutError; then it does not run any more."""
    log = installation.data_dir / "child.log"
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            cwd=installation.data_dir,
            env=installation.environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            limit=64 * 1024 * 1024,
        )
    partner = Partner(process, log)
    try:
        await partner.ask(json.dumps(installation.variables()), START_WITHIN_S)
    except BaseException:
        await partner.end()
        raise
    return partner
