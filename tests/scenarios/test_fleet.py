"""Several processes on one PostgreSQL are one Earnest: killed, paused or stopped, they lose and double nothing."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from bot.demo.audits import labelled_audits
from bot.domain import DecisionId, UserId
from bot.domain.labels import IntentLabel, LabelSource
from bot.evaluation.bench.child import BotChild
from bot.fleet import LOST
from bot.knowledge.sync_job import index_folder
from bot.platform.clock import SystemClock
from bot.store.executors import EXPIRE_AFTER_S
from bot.store.store import Store
from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Said, Stage
from tests.fakes.databases import own_database
from tests.platform.durable.waiting import until
from tests.scenarios.child import ROOT, installed, started
from tests.store.rows import ticket as a_ticket

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_imports")]

TRUSTED = "How do I reset my password?"
POST = "chat.postMessage"
UP_S = 60.0
ZEBRA = """---
id: zebra-mode
title: Switch on zebra mode
product_area: admin
url: https://help.example/zebra
reviewed_at: 2026-11-01
audience: public
---

Open Settings, choose Look, and switch on zebra mode.
"""


@pytest.fixture
def address() -> Iterator[str]:
    """A PostgreSQL database of the scenario's own."""
    yield from own_database()


@dataclass
class Fleet:
    """Two processes, and what can be seen of them from outside."""

    sandbox: Sandbox
    stage: Stage
    address: str
    processes: list[BotChild]

    async def start(self, *numbers: int) -> None:
        """Start processes and wait until each has a socket."""
        want = len(self.sandbox.hub.open_sockets) + len(numbers)
        for number in numbers:
            await self.processes[number].start()
        await self.sandbox.connected(want, UP_S)

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        with psycopg.connect(self.address) as connection:
            found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[arg-type]  # noqa: S608
        assert found is not None
        return int(found[0])

    async def has_one_that_rests(self) -> bool:
        """Whether one process is left, with nothing more to send."""
        return (self.rows("executors"), self.rows("posts WHERE state IN ('due', 'sending')")) == (1, 0)

    async def asked(self, count: int) -> list[Said]:
        """As many questions, each in a channel of its own."""
        return [
            await self.stage.say("dana", self.sandbox.drive.new_shared_channel("acme-facilities").id, TRUSTED)
            for _ in range(count)
        ]

    async def answered_once(self, asked: list[Said], patience_s: float = 60.0) -> None:
        """Every question has one answer, and keeps having one."""
        await self.sandbox.wait_for(lambda: all(self.stage.posts(each, "answer") for each in asked), patience_s)
        assert Counter(len(self.stage.posts(each, "answer")) for each in asked) == {1: len(asked)}


@pytest_asyncio.fixture
async def fleet(seeded: Path, tmp_path: Path, address: str) -> AsyncIterator[Fleet]:
    """Two processes on one database and one DATA_DIR, not yet started."""
    store = await Store.open(address, SystemClock(), lambda: "")
    await store.audits.add(labelled_audits(SystemClock().now(), source="tests"))
    await store.close()
    async with Sandbox(Options(retry_delays_s=(0.0, 1.0, 5.0))) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        child = installed(seeded, tmp_path / "data", sandbox.api_url, {}, DATABASE_URL=address, **tokens)
        processes = [BotChild(child.folder, child.environment, name=f"child-{number}") for number in range(2)]
        try:
            yield Fleet(sandbox, Stage(sandbox, patience_s=30.0), address, processes)
        finally:
            for process in processes:
                process.pause(on=False)
                await process.kill()


async def test_what_a_killed_process_had_in_hand_goes_on_in_the_other(fleet: Fleet) -> None:
    await fleet.start(0, 1)
    asked = await fleet.asked(6)
    await fleet.processes[0].kill()
    asked += await fleet.asked(4)
    await fleet.answered_once(asked)
    await fleet.start(0)
    await fleet.answered_once(await fleet.asked(2))


async def test_a_process_that_was_paused_for_long_writes_nothing_when_it_wakes(fleet: Fleet) -> None:
    await fleet.start(0, 1)
    asked = await fleet.asked(6)
    await fleet.sandbox.wait_for(lambda: fleet.sandbox.calls_of(POST), UP_S)
    fleet.processes[0].pause(on=True)
    asked += await fleet.asked(4)
    await fleet.answered_once(asked, EXPIRE_AFTER_S + 45.0)
    await until(fleet.has_one_that_rests, EXPIRE_AFTER_S + 45.0)
    before = len(fleet.sandbox.calls)
    fleet.processes[0].pause(on=False)
    assert await fleet.processes[0].ended(UP_S) == LOST
    assert "another process has taken over" in fleet.processes[0].log.read_text(encoding="utf-8")
    wrote = [call.method for call in fleet.sandbox.calls[before:] if call.method.startswith("chat.")]
    assert wrote == []
    await fleet.answered_once(asked)


async def test_a_process_that_is_told_to_stop_leaves_nothing_behind_it(fleet: Fleet) -> None:
    await fleet.start(0, 1)
    asked = await fleet.asked(6)
    assert await fleet.processes[0].stop(UP_S)
    assert fleet.rows("executors") == 1
    await fleet.answered_once(asked)
    assert await fleet.processes[1].stop(UP_S)
    assert (fleet.rows("executors"), fleet.rows("leases")) == (0, 0)


async def test_a_process_with_a_folder_of_its_own_fetches_the_index_and_follows_a_sync_elsewhere(
    seeded: Path, tmp_path: Path, address: str
) -> None:
    articles = shutil.copytree(ROOT / "kb_seed", tmp_path / "articles")
    changes = {"knowledge": {"sources": [str(articles)]}}
    async with Sandbox() as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        one, other = (
            installed(seeded, tmp_path / name, sandbox.api_url, changes, DATABASE_URL=address, **tokens)
            for name in ("one", "other")
        )
        shutil.rmtree(other.folder / "index")
        async with started(one):
            await one.logged("published build")
            async with started(other):
                assert "fetched build" in other.log
                (articles / "zebra.md").write_text(ZEBRA)
                code, out, err = await one.command("kb", "sync", "--json")
                assert (code, json.loads(out)["added"]) == (0, ["zebra-mode"]), err
                await other.logged("switched to a newer build")
                assert index_folder(other.folder).current() == json.loads(out)["build"]


async def test_one_process_trains_the_classifier_and_each_reads_by_it_and_goes_back_from_it(
    seeded: Path, tmp_path: Path, address: str
) -> None:
    await labelled(address)
    changes = {"review": {"learn": {"labels": 12, "held_out": 0.3, "each": 50}}}
    async with Sandbox() as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        one, other = (
            installed(seeded, tmp_path / name, sandbox.api_url, changes, DATABASE_URL=address, **tokens)
            for name in ("one", "other")
        )

        async def both_say(text: str) -> bool:
            return text in one.log and text in other.log

        async with started(one), started(other):
            await until(lambda: both_say("intents are read by a classifier that learned from"), 420)
            with psycopg.connect(address, autocommit=True) as connection:
                states = connection.execute("SELECT state FROM classifier_versions").fetchall()
                assert states == [("used",)]
                connection.execute("UPDATE classifier_versions SET state = 'undone'")
            await until(lambda: both_say("intents are read by the classifier of the policy alone"), 60)


async def labelled(address: str) -> None:
    """Reviewed tickets in the shared database, enough to learn from."""
    now = SystemClock().now()
    store = await Store.open(address, SystemClock(), lambda: "")
    async with store.begin() as tx:
        for number in range(30):
            ticket, _ = await store.tickets.open(a_ticket(now, number), tx)
            text = f"the zebra {number} in greenhouse {number * 7} jams and blinks {number * 31} times"
            about = (DecisionId(f"D{number}"), LabelSource.CORRECTED, "billing_query", "bug_report")
            by = (UserId("U0SAM00001"), now, now, f"C{number}", text)
            assert await store.labels.add(IntentLabel(f"corrected:{number}", ticket.id, *about, *by), tx)
    await store.close()
