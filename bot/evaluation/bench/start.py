"""`bench start`: until `run` is connected, and all of `ask` and `--help`, beside an interpreter that only imports."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import PermanentError
from bot.evaluation.bench.child import BotChild, connected, spawn
from bot.evaluation.bench.crowd import channel_policy, rooms
from bot.evaluation.bench.install import Installation, Tell, install
from bot.evaluation.bench.rows import Row, percentile
from slack_sandbox import Options, Sandbox

WITHIN_S = {"connected": 1.5, "help": 0.5, "ask": 1.5}
END_WITHIN_S = 120.0
STOP_WITHIN_S = 10.0
SDKS = (
    *("slack_bolt.async_app", "slack_sdk", "aiohttp", "dbos", "sqlalchemy.ext.asyncio", "qdrant_edge", "onnxruntime"),
    *("tokenizers", "numpy", "pydantic_settings", "markdown_it", "yaml", "typer", "uvloop"),
)
"""What a connected bot has loaded that is not ours, and takes its time."""
COMMANDS = {
    "bare": ("-c", f"import {', '.join(SDKS)}"),
    "help": ("-m", "bot", "--help"),
    "ask": ("-m", "bot", "ask", "How do I reset my password?"),
}


@dataclass(frozen=True, slots=True)
class StartPlan:
    """So many rounds of all of them that count, after one that has files and caches ready."""

    rounds: int = 5
    start_within_s: float = END_WITHIN_S


async def run_start(plan: StartPlan, base: Path, target: Path, tell: Tell) -> list[Row]:
    """The rows of a run, one a round. Raises PermanentError when one ends by itself or badly, TimeoutError when it
    takes too long."""
    async with Sandbox(Options()) as sandbox:
        installation = install(base, target, sandbox, {"channels": channel_policy(rooms(sandbox, 1))})
        rows: list[Row] = []
        for number in range(plan.rounds + 1):
            took = {name: await _ended(installation, said) for name, said in COMMANDS.items()}
            took["connected"] = await _connected(installation, plan.start_within_s)
            rows.append({"round": number, "warm": number == 0} | {f"{n}_s": round(s, 3) for n, s in took.items()})
            tell(f"{number}/{plan.rounds} rounds")
        return rows


async def _ended(installation: Installation, arguments: Sequence[str]) -> float:
    """Seconds until a command has ended."""
    log = installation.data_dir / "start.log"
    with log.open("ab") as out:
        began = time.perf_counter()
        process = await spawn(arguments, installation.data_dir, installation.environment(), out, out)
        try:
            async with asyncio.timeout(END_WITHIN_S):
                code = await process.wait()
        except TimeoutError:
            process.kill()
            raise
    if code:
        raise PermanentError(f"{' '.join(arguments)} ended with {code}; see {log}")
    return time.perf_counter() - began


async def _connected(installation: Installation, within_s: float) -> float:
    """Seconds until the bot holds a socket."""
    child = BotChild(installation.data_dir, installation.environment())
    began = time.perf_counter()
    try:
        await child.start()
        await connected(installation.sandbox, child, within_s)
        return time.perf_counter() - began
    finally:
        await child.stop(STOP_WITHIN_S)


def start_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Medians in seconds over the rounds that count, and each beside the bare interpreter's of the same run."""
    counted = [row for row in rows if not row["warm"]]
    median = {name: percentile([row[f"{name}_s"] for row in counted], 0.5) for name in (*COMMANDS, "connected")}
    beside = {f"{name}_ratio": round(median[name] / median["bare"], 2) for name in WITHIN_S if median["bare"]}
    return {"rounds": len(counted), **{f"{name}_s": round(value, 2) for name, value in median.items()}, **beside}


def start_broken(figures: dict[str, Any]) -> list[str]:
    """What took longer than it should; empty when nothing did."""
    late = {name: within for name, within in WITHIN_S.items() if figures[f"{name}_s"] > within}
    return [f"{name} took {figures[f'{name}_s']} s, at most {within} is right" for name, within in late.items()]
