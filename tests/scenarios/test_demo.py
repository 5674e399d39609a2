"""The demo as it is called, and the scenes' own honesty: one that ends otherwise than it should must fail."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date

import aiohttp
import pytest
from rich.console import Console

from bot.demo.scene_player import Scenes
from bot.demo.scenes import SCENES, Scene
from bot.demo.scenes.act import Act
from bot.demo.session import Demo
from bot.demo.tell import tell_story
from bot.demo.transcript import Transcript
from bot.platform.qdrant.copies import copy_with_holes
from slack_sandbox.stage import Stage
from tests.scenarios.conftest import ROOT, Running

pytestmark = pytest.mark.slow

A_YEAR_ON = """
import datetime
import time_machine

time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=365), tick=True).start()
"""
PATIENCE_S = 150


# ------------------------------------------------------------ as a process, with the machine's date a year on


@pytest.fixture(scope="module")
def environment(running: Running, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A DATA_DIR with models and an index, and a machine whose calendar is a year ahead."""
    folder = tmp_path_factory.mktemp("a-year-on")
    for part in ("models", "index"):
        source, target = running.settings.data_dir / part, folder / "data" / "demo" / part
        unshared = shutil.ignore_patterns("copies", "lock")
        shutil.copytree(source, target, ignore=unshared, copy_function=copy_with_holes)
    (folder / "sitecustomize.py").write_text(A_YEAR_ON, encoding="utf-8")
    paths = f"{folder}{os.pathsep}{ROOT}"
    return {"PYTHONPATH": paths, "DATA_DIR": str(folder / "data"), "PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}


@contextlib.asynccontextmanager
async def process(environment: dict[str, str], *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python …` in a folder without a .env, ended at the latest when the test ends."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        cwd=environment["DATA_DIR"],
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def finished(environment: dict[str, str], *words: str) -> tuple[int, str]:
    """Exit code and output of a process that ends by itself."""
    async with process(environment, *words) as child, asyncio.timeout(PATIENCE_S):
        said, _ = await child.communicate()
        assert child.returncode is not None
        return child.returncode, said.decode()


async def test_the_story_ends_well_when_the_machines_date_is_a_year_on(environment: dict[str, str]) -> None:
    _, today = await finished(environment, "-c", "import datetime; print(datetime.date.today().isoformat())")
    assert (date.fromisoformat(today.strip()) - date.today()).days >= 364
    code, told = await finished(environment, "-m", "bot", "demo", "--once")
    assert code == 0, told
    assert f"{len(SCENES)} of {len(SCENES)} scenes ended as they should" in told
    for number, scene in enumerate(SCENES, 1):
        assert f"{number}. {scene.title}" in told
    assert "FAILED" not in told


async def test_without_once_it_stays_up_over_an_earlier_runs_data_and_ends_cleanly(environment: dict[str, str]) -> None:
    async with process(environment, "-m", "bot", "demo") as child, asyncio.timeout(PATIENCE_S):
        assert child.stdout is not None
        said = await read_until(child.stdout, "Ctrl-C")
        address = next(word for line in said for word in line.split() if word.startswith("http://127.0.0.1:"))
        async with aiohttp.ClientSession() as web, web.get(address) as page:
            assert page.status == 200
        child.send_signal(signal.SIGTERM)
        rest = (await child.stdout.read()).decode()
        assert await child.wait() == 0, rest
        assert "Traceback" not in rest


async def read_until(stream: asyncio.StreamReader, words: str) -> list[str]:
    """Lines up to the one that holds `words`."""
    lines: list[str] = []
    async for line in stream:
        lines.append(line.decode())
        if words in lines[-1]:
            return lines
    raise AssertionError(f"the output ended before {words!r}: {''.join(lines)}")


# ------------------------------------------------------------ scenes that do not end as they should


async def told(running: Running, play: Callable[[Act], Awaitable[None]], patience_s: float = 10.0) -> tuple[bool, str]:
    """Whether a story of one scene ended well, and its transcript."""
    demo = Demo(running.sandbox, running.earnest, Stage(running.sandbox, patience_s=patience_s))
    paper = io.StringIO()
    scenes = Scenes((Scene("A scene of a test", "as it should", play),))
    good = await tell_story(demo, scenes, Transcript(Console(file=paper)))
    return good, paper.getvalue()


async def test_a_scene_that_ends_as_it_should_is_told_with_tier_and_sources(running: Running) -> None:
    async def play(act: Act) -> None:
        asked = await act.say(act.customer(), "How do I reset my password?")
        await act.answer(asked, "Forgot password?")
        await act.decided(asked, "Tier 0")

    good, transcript = await told(running, play)
    assert good
    for part in ("Acme Facilities", "#lumio-acme", "Tier 0, answered", "reviewed 3 Nov 2026", "✓ as it should"):
        assert part in transcript


async def test_an_answer_without_the_expected_words_fails_the_story(running: Running) -> None:
    async def play(act: Act) -> None:
        asked = await act.say(act.customer(), "How do I reset my password?")
        await act.answer(asked, "Call us")

    good, transcript = await told(running, play)
    assert not good
    assert "expected: the customer to read 'Call us'" in transcript
    assert "0 of 1 scenes" in transcript


async def test_an_answer_that_nobody_expected_fails_the_story(running: Running) -> None:
    async def play(act: Act) -> None:
        await act.say(act.customer(), "How do I reset my password?")

    good, transcript = await told(running, play)
    assert not good
    assert "nothing else to be posted" in transcript
    assert "answer in #lumio-acme" in transcript


async def test_a_card_that_does_not_come_fails_the_story_with_what_came_instead(running: Running) -> None:
    async def play(act: Act) -> None:
        asked = await act.say(act.customer(), "How do I reset my password?")
        await act.settled()
        await act.card(asked)

    good, transcript = await told(running, play, patience_s=0.1)
    assert not good
    assert "expected: a card on the desk" in transcript
    assert "Forgot password?" in transcript


async def test_a_reply_to_thanks_would_fail_the_story(running: Running) -> None:
    async def play(act: Act) -> None:
        await act.nothing_for(await act.say(act.customer(), "How do I reset my password?"))

    good, transcript = await told(running, play)
    assert not good
    assert "expected: no post in the thread" in transcript
