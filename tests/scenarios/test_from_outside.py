"""The bot as a process with a model behind it, seen by an orchestrator and a monitor while its parts fail."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage
from tests.fakes.model_server import KEY, OVERLOADED, ModelServer
from tests.platform.durable.waiting import until
from tests.scenarios.child import Child, installed, started

TRUSTED = "How do I reset my password?"


@dataclass
class Seen:
    """The sandbox, the model, the bot between them, and its HTTP server."""

    sandbox: Sandbox
    stage: Stage
    model: ModelServer
    bot: Child
    http: aiohttp.ClientSession

    def channel(self) -> str:
        """A fresh shared channel."""
        return self.sandbox.new_shared_channel("acme-facilities").id

    async def get(self, path: str) -> tuple[int, Any]:
        """A path's status and JSON."""
        async with self.http.get(path) as response:
            return response.status, json.loads(await response.text())

    async def reasons(self) -> list[str]:
        """The checks that do not hold."""
        status, told = await self.get("/health/ready")
        assert status == (200 if told["ready"] else 503)
        return list(told["reasons"])

    async def fails(self, *checks: str) -> None:
        """Wait until exactly these checks do not hold."""

        async def as_said() -> bool:
            return await self.reasons() == [*checks]

        await until(as_said, 30)


@pytest_asyncio.fixture(scope="module")
async def seen(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Seen]:
    async with Sandbox(Options(rate_limits=False)) as sandbox, ModelServer() as model:
        settings = {
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "LLM_ENGINE": "claude",
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": model.url,
            "HTTP_PORT": "0",
        }
        changes = {"thresholds": {"generation_deadline_s": 3}}
        folder = tmp_path_factory.mktemp("outside") / "data"
        child = installed(seeded, folder, sandbox.api_url, changes, **settings)
        async with started(child):
            await sandbox.connected()
            address = re.search(r"http://127\.0\.0\.1:\d+", child.log)
            assert address
            async with aiohttp.ClientSession(address[0]) as http:
                yield Seen(sandbox, Stage(sandbox, patience_s=30.0), model, child, http)


@pytest_asyncio.fixture(autouse=True)
async def fresh(seen: Seen) -> AsyncIterator[None]:
    """No script of one test reaches another."""
    seen.model.reset()
    seen.sandbox.faults.clear()
    yield


async def test_a_connected_bot_lives_and_is_ready(seen: Seen) -> None:
    await seen.fails()
    assert await seen.get("/health/live") == (200, {"alive": True})


async def test_without_a_socket_it_lives_on_and_is_not_ready_until_it_is_back(seen: Seen) -> None:
    seen.sandbox.faults.refuse("apps.connections.open", "internal_error", times=None)
    seen.sandbox.drop_sockets()
    await seen.fails("socket")
    assert (await seen.get("/health/live"))[0] == 200
    seen.sandbox.faults.allow("apps.connections.open")
    await seen.fails()


async def test_a_model_that_is_left_alone_is_a_reason(seen: Seen) -> None:
    seen.model.script(*(OVERLOADED for _ in range(12)))
    for _ in range(2):
        await seen.stage.say("dana", seen.channel(), TRUSTED)
    await seen.fails("breaker")
