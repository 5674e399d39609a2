"""PostgreSQL goes away under two running processes and comes back: nothing is acknowledged and nothing is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.audits import labelled_audits
from bot.errors import ConfigError
from bot.evaluation.bench.child import BotChild
from bot.evaluation.bench.postgres import OwnPostgres, make_database, own_postgres
from bot.fleet import BEAT_EVERY_S, HELD_FOR_S
from bot.platform.clock import SystemClock
from bot.store.store import Store
from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Said, Stage
from tests.platform.durable.waiting import until
from tests.scenarios.child import installed

TRUSTED = "How do I reset my password?"
TRIES_S = (0.0, 1.0, 3.0)  # after which Slack gives an event up
UP_S = 90.0
pytestmark = pytest.mark.slow


@dataclass
class Cluster:
    """Two processes, their database server, and where each tells how it is."""

    sandbox: Sandbox
    stage: Stage
    server: OwnPostgres
    processes: list[BotChild]
    channels: list[str]
    before_it_came: Said | None = None

    async def ready(self, process: BotChild) -> tuple[int, list[str]]:
        """The status of /health/ready, and the checks that do not hold."""
        ports = re.findall(r"http://127\.0\.0\.1:\d+", process.log.read_text(encoding="utf-8"))
        async with aiohttp.ClientSession() as http, http.get(f"{ports[-1]}/health/ready") as response:
            return response.status, list((await response.json())["reasons"])

    async def all_say(self, status: int, check: str = "") -> None:
        """Wait until every process says so, for this reason among others."""

        async def said() -> bool:
            told = [await self.ready(process) for process in self.processes]
            return all(each[0] == status and (not check or check in each[1]) for each in told)

        await until(said, UP_S)

    async def ask_where_it_came_just_now(self) -> Said:
        """A question in a channel to which Earnest is invited now, and one before that, which is not for it."""
        drive = self.sandbox.drive
        channel = drive.new_shared_channel("acme-facilities", with_bot=False).id
        self.before_it_came = await self.stage.say("dana", channel, TRUSTED)
        await drive.join("earnest", channel, inviter="nora")
        return await self.stage.say("dana", channel, TRUSTED)

    async def ask(self) -> Said:
        """A question in a channel of its own."""
        return await self.stage.say("dana", self.channels.pop(), TRUSTED)


@pytest_asyncio.fixture
async def cluster(seeded: Path, tmp_path: Path) -> AsyncIterator[Cluster]:
    """Both connected and ready."""
    async with AsyncExitStack() as stack:
        try:
            server = await stack.enter_async_context(own_postgres())
        except ConfigError as error:  # no PostgreSQL to start here; CI's small bench fleet fails without one
            pytest.skip(str(error))
        sandbox = await stack.enter_async_context(Sandbox(Options(retry_delays_s=TRIES_S)))
        address = make_database(server.address, "away")
        store = await Store.open(address, SystemClock(), lambda: "")
        await store.audits.add(labelled_audits(SystemClock().now(), source="tests"))
        await store.close()
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        variables = {"DATABASE_URL": address, "HTTP_PORT": "0", **tokens}
        child = installed(seeded, tmp_path / "data", sandbox.api_url, {}, **variables)
        processes = [BotChild(child.folder, child.environment, name=f"child-{number}") for number in range(2)]
        channels = [sandbox.drive.new_shared_channel("acme-facilities").id for _ in range(7)]
        try:
            for process in processes:
                await process.start()
            await sandbox.connected(2, UP_S)
            yield Cluster(sandbox, Stage(sandbox, patience_s=UP_S), server, processes, channels)
        finally:
            for process in processes:
                await process.kill()


async def test_while_the_database_is_away_nothing_is_acknowledged_and_when_it_is_back_nothing_is_missing(
    cluster: Cluster,
) -> None:
    sandbox = cluster.sandbox
    await cluster.all_say(200)
    before = await cluster.ask()
    await cluster.stage.answer(before)
    cut_off = [await cluster.ask() for _ in range(3)]
    await cluster.server.stop()
    away = [await cluster.ask() for _ in range(3)]
    away.append(await cluster.ask_where_it_came_just_now())
    await cluster.all_say(503, "database")
    given_up = {each.ts for each in away}

    def all_given_up() -> bool:
        return given_up <= {str(event["event"].get("ts")) for event in sandbox.dropped_events}

    await sandbox.wait_for(all_given_up, HELD_FOR_S + sum(TRIES_S) + 30.0)
    assert not [post for each in away for post in cluster.stage.posts(each)]

    async def noticed() -> bool:  # enough beats were missed to know that things were said meanwhile
        logs = [process.log.read_text(encoding="utf-8") for process in cluster.processes]
        return all(log.count("no heartbeat") > HELD_FOR_S / BEAT_EVERY_S + 1 for log in logs)

    await until(noticed, UP_S)
    await cluster.server.start()
    await cluster.all_say(200)
    asked = [before, *cut_off, *away]
    await sandbox.wait_for(lambda: all(cluster.stage.posts(each, "answer") for each in asked), UP_S)
    assert Counter(len(cluster.stage.posts(each, "answer")) for each in asked) == {1: len(asked)}
    assert cluster.before_it_came is not None
    assert not cluster.stage.posts(cluster.before_it_came)
    assert all(process.running for process in cluster.processes)
    assert any("the database is back" in process.log.read_text(encoding="utf-8") for process in cluster.processes)
