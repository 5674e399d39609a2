"""Killed with -9 in mid-run, all work is finished after the restart, and at most what ran at that moment runs twice."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from bot.platform.durable.workflows import AT_ONCE
from tests.platform.durable.child import STEPS, WORKFLOWS
from tests.platform.durable.waiting import until

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


async def child(folder: Path) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "tests.platform.durable.child", str(folder))
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)


def effects_in(folder: Path) -> list[str]:
    path = folder / "effects.txt"
    return path.read_text().splitlines() if path.exists() else []


async def has_effects(folder: Path, goal: int) -> bool:
    return len(effects_in(folder)) >= goal


def finished_in_unfinished_work(effects: set[str]) -> set[str]:
    """The steps that a later one followed, of work whose last step has not begun: what a restart takes up."""
    found = set()
    for number in range(WORKFLOWS):
        done = [f"turn:{number} {step}" for step in STEPS if f"turn:{number} {step}" in effects]
        found |= set(done[:-1]) if len(done) < len(STEPS) else set()
    return found


async def test_all_work_ends_after_a_kill_and_finished_steps_are_not_repeated(tmp_path: Path) -> None:
    kills, finished = 0, dict[str, int]()
    for goal in (20, 80):
        process = await child(tmp_path)
        await until(partial(has_effects, tmp_path, goal))
        process.kill()
        await process.wait()
        kills += 1
        # One that the kill before cut off ran twice until now, and must not run a third time.
        ran = Counter(effects_in(tmp_path))
        finished = {effect: ran[effect] for effect in finished_in_unfinished_work(set(ran))} | finished
    assert finished
    assert len(effects_in(tmp_path)) < WORKFLOWS * len(STEPS)
    process = await child(tmp_path)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        said = await process.stdout.read()
        assert await process.wait() == 0
    assert said.decode().split() == ["ready", "ended"]
    effects = Counter(effects_in(tmp_path))
    assert set(effects) == {f"turn:{number} {step}" for number in range(WORKFLOWS) for step in STEPS}
    assert {effect: effects[effect] for effect in finished} == finished
    assert sum(effects.values()) - len(effects) <= kills * AT_ONCE
