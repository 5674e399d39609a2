"""`bench fleet`: several processes on one PostgreSQL are killed, paused, deployed anew and cut off while requests flow;
and how much faster they decide than one process does."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.evaluation.bench.child import BotChild
from bot.evaluation.bench.crash import CrashPlan, CrashRun, crash_policy
from bot.evaluation.bench.crash_count import PROMISED, crash_figures
from bot.evaluation.bench.crash_kills import START_WITHIN_S, Killer
from bot.evaluation.bench.crowd import channel_policy, person, rooms
from bot.evaluation.bench.handoff import ANY_KEY
from bot.evaluation.bench.install import Installation, Tell, earn_trust, install
from bot.evaluation.bench.model_stand_in import model_server
from bot.evaluation.bench.per_ticket import Meter
from bot.evaluation.bench.postgres import make_database, own_postgres
from bot.evaluation.bench.questions import answerable
from bot.evaluation.bench.rows import Row
from bot.evaluation.bench.tables import decided_in, waiting_in
from slack_sandbox import Options, Sandbox

LATE_S = 60.0  # from the question to the first post about it, whatever was killed meanwhile
PAUSE_S = 25.0  # longer than a process may be unheard of
STOP_WITHIN_S = 10.0
SPEEDUP = 1.6
ENOUGH = 40  # questions at once: of fewer, how they fall to the processes decides
BUSY = 0.85  # of the machine's processors: beyond it they are the limit


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """`burst` questions come at once to tell the speed, each of whose model calls takes `model_s`."""

    crash: CrashPlan
    burst: int = 60
    model_s: float = 1.5
    patience_s: float = 240.0


class FleetRun(CrashRun):
    """As `bench crash`, with events that only several processes survive unnoticed."""

    async def _kill(self, number: int, killer: Killer) -> None:
        if number == self._plan.kills // 2:
            for each in self._killers:
                stopped = await each.replace(STOP_WITHIN_S)
                self._tell(f"rolling deploy: {'stopped in time' if stopped else 'had to be killed'}")
        if number % 3 == 1:
            self._sandbox.drop_sockets()
            await self._sandbox.connected(len(self._killers), START_WITHIN_S)
        if number == self._plan.kills - 1 and len(self._killers) > 1:
            await self._pause(self._children[self._killers.index(killer)], killer)
        await killer.kill()

    async def _pause(self, child: BotChild, killer: Killer) -> None:
        child.pause(on=True)
        await asyncio.sleep(PAUSE_S)
        child.pause(on=False)
        code = await child.ended(STOP_WITHIN_S)
        if code is None:  # nobody else had been up for long enough to take over
            self._tell(f"a process that was paused for {PAUSE_S:.0f} s went on")
            return
        self._tell(f"a process that was paused for {PAUSE_S:.0f} s ended with {code}")
        await killer.start()

    def _left(self) -> int:
        return waiting_in(str(self._installation.database_url))


async def run_fleet(plan: FleetPlan, base: Path, target: Path, tell: Tell) -> list[Row]:
    """The rows of the crash part, and a row `speed` for one process and for all. Raises ConfigError without
    PostgreSQL, PermanentError when a bot ends by itself."""
    crash = plan.crash
    async with own_postgres() as postgres:
        server = postgres.address
        speeds = [await _speed(plan, number, server, base, target, tell) for number in (1, crash.processes)]
        async with Sandbox(Options(retry_delays_s=crash.retry_delays_s, seed=crash.seed)) as sandbox:
            made = rooms(sandbox, crash.channels, crash.drafting)
            installation = install(base, target, sandbox, crash_policy(crash, made))
            installation = replace(installation, database_url=make_database(server, "crash"))
            await earn_trust(installation)
            return [*speeds, *await FleetRun(sandbox, crash, installation, made, tell).run()]


async def _speed(plan: FleetPlan, processes: int, server: str, base: Path, target: Path, tell: Tell) -> Row:
    """How fast so many processes decide a burst, a question a channel, and how busy the machine was."""
    async with Sandbox(Options(rate_limits=False)) as sandbox, model_server(plan.model_s) as model:
        made = rooms(sandbox, plan.burst)
        installation = install(base, target, sandbox, {"channels": channel_policy(made)})
        installation = replace(installation, database_url=make_database(server, f"speed_{processes}"))
        await earn_trust(installation)
        asked = {"LLM_ENGINE": "claude", "ANTHROPIC_API_KEY": ANY_KEY, "ANTHROPIC_BASE_URL": model}
        children = [
            BotChild(installation.data_dir, installation.environment() | asked, name=f"speed-{number}")
            for number in range(processes)
        ]
        try:
            for child in children:
                await child.start()
            await sandbox.connected(processes, plan.patience_s)
            texts = answerable(plan.burst)
            people = [person(sandbox, room, number) for number, room in enumerate(made)]
            meter = Meter(sandbox, str(installation.database_url), children)
            idle, began = _idle_s(), time.monotonic()
            await asyncio.gather(
                *(sandbox.drive.post(*each) for each in zip(people, (r.id for r in made), texts, strict=True))
            )
            await _until(installation, plan, children, lambda url: len(decided_in(url)) >= plan.burst)
            busy = 1.0 - (_idle_s() - idle) / ((time.monotonic() - began) * (os.cpu_count() or 1))
            await _until(installation, plan, children, lambda url: not waiting_in(url))
            costs = meter.costs(plan.burst)
        finally:
            for child in children:
                await child.kill()
        turns = decided_in(str(installation.database_url))
        seconds = max(at for _, at in turns) - min(first for first, _ in turns)
        tell(f"{processes} process(es) decided {len(turns)} questions in {seconds:.1f} s, processors {busy:.0%} busy")
        speed = {"row": "speed", "processes": processes, "decided": len(turns), "seconds": seconds, "busy": busy}
        return speed | {"costs": costs}


async def _until(
    installation: Installation, plan: FleetPlan, children: list[BotChild], done: Callable[[str], bool]
) -> None:
    async with asyncio.timeout(plan.patience_s):
        while not done(str(installation.database_url)):
            for child in children:
                child.check()
            await asyncio.sleep(0.25)


def _idle_s() -> float:
    """Processor time that nobody used since the machine started, in seconds; 0 where it cannot be told."""
    try:
        return float(Path("/proc/uptime").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0


def fleet_figures(rows: list[Row]) -> dict[str, Any]:
    """The figures of a run; `lost`, `doubled`, `misplaced`, `stale` and `late` must be 0. `limit` says what kept the
    speedup where it is."""
    figures = crash_figures([row for row in rows if row["row"] != "speed"])
    one, many = (row for row in rows if row["row"] == "speed")
    speedup = (many["decided"] / many["seconds"]) / (one["decided"] / one["seconds"])
    limit = "the processor" if many["busy"] > BUSY else "what a process has in hand at once"
    late = sum(is_late(row) for row in rows if row["row"] == "request")
    told = {
        name: figures[name] for name in (*PROMISED, "requests", "kills", "answered", "carded", "reviewed", "events")
    }
    speed = {"speedup": round(speedup, 2), "burst": many["decided"], "processes": many["processes"], "limit": limit}
    return {
        **told,
        "late": late,
        **speed,
        "busy": round(many["busy"], 2),
        "one_s": one["seconds"],
        "all_s": many["seconds"],
        "a_question": one.get("costs", {}),
    }


def is_late(row: Row) -> bool:
    """Whether the first post about a request, which met nothing but kills, came later than LATE_S."""
    if row.get("event") or not row["posts"]:
        return False
    first = min(float(post["ts"]) for post in row["posts"])
    return bool(first - row["asked_at"] > LATE_S)


def fleet_broken(figures: dict[str, Any], wanted_kills: int) -> list[str]:
    """The promises that a run broke; empty when all is well."""
    complaints = [f"{figures[name]} requests {name}" for name in (*PROMISED, "late") if figures[name]]
    if figures["kills"] < wanted_kills:
        complaints.append(f"only {figures['kills']} of {wanted_kills} kills were done")
    enough = figures["burst"] >= ENOUGH and figures["limit"] != "the processor"
    if enough and figures["speedup"] < SPEEDUP:
        complaints.append(f"{figures['processes']} processes were {figures['speedup']} times as fast as one")
    return complaints
