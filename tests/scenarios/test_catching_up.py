"""A connection that breaks twice, at a Slack that does not say which threads have news: each thread is read once more,
and no question waits for that."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.fakes.bare_slack import Json
from tests.fakes.unkind_slack import UnkindSlack
from tests.scenarios.child import installed, started
from tests.scenarios.test_foreign_emulator import DRAFTED, POLICY, TRUSTED, Foreign


class SlowThreads(UnkindSlack):
    """Threads whose parents are in `slow` are shown once `let_go` is set; `read` counts who asked for which."""

    def __init__(self) -> None:
        super().__init__()
        self.slow: set[str] = set()
        self.let_go = asyncio.Event()
        self.read = Counter[str]()

    async def _history(self, fields: Json) -> Json:
        thread = str(fields.get("ts") or "")
        if thread in self.slow and not fields.get("cursor"):
            async with self._changed:
                self.read[thread] += 1
                self._changed.notify_all()
            await self.let_go.wait()
        return await super()._history(fields)

    async def breaks(self) -> None:
        await self.disconnect("refresh_requested")
        await self.reconnected()


@pytest_asyncio.fixture
async def slow(seeded: Path, tmp_path: Path) -> AsyncIterator[tuple[SlowThreads, Foreign]]:
    async with SlowThreads() as slack:
        child = installed(seeded, tmp_path / "data", slack.url, POLICY)
        async with started(child):
            await slack.connected()
            yield slack, Foreign(slack, child)
        assert "Traceback" not in child.log


async def test_a_second_break_reads_no_thread_twice_and_keeps_no_question_waiting(
    slow: tuple[SlowThreads, Foreign],
) -> None:
    slack, foreign = slow
    asked = [(await foreign.asks("C1", f"U7{number}", f"{DRAFTED} We are site {number}."))[0] for number in range(4)]
    slack.slow = set(asked)
    await slack.breaks()
    await slack.until(lambda: slack.read)  # the first thread is being read, and does not come
    text = "We also changed our address, does that matter?"
    await slack.say("C1", "U71", text, sorted(asked)[1], deliver=False)
    await slack.disconnect("refresh_requested")
    question = await slack.say("c_two", "U9", TRUSTED, deliver=False)
    await slack.reconnected()
    await foreign.answers("c_two", question)
    assert max(slack.read.values()) <= 2
    cards = len(slack.by_bot("C_DESK"))
    slack.let_go.set()
    await slack.until(lambda: slack.by_bot("C_DESK")[cards:])
    await foreign.settled()
    assert sum(slack.read.values()) < 2 * len(asked), "once each, and what was broken off or is compared once more"
