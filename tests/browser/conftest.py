"""A real browser, the sandbox's page in it, and the real bot behind: run by `make test-browser` only."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.app import open_earnest
from bot.demo.seed import SEED_DATE
from bot.platform.clock import ShiftedClock
from bot.platform.slack.limits import RateGate
from bot.policy import load_policy
from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage
from slack_sandbox.web import add_page
from tests.browser.windows import CHROMIUM_FLAGS, Windows
from tests.scenarios.conftest import Running, seeded, settings_for

__all__ = ["seeded"]


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, without its network habits."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.exit("chromium is missing: `make test-browser` installs it for root, else: apt-get install chromium", 1)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox with the page and no app."""
    async with Sandbox(Options(rate_limits=False), extra=add_page) as opened:
        yield opened


@pytest_asyncio.fixture
async def windows(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Windows]:
    """Windows on the sandbox without an app."""
    opened = Windows(browser, sandbox.url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="session")
async def earnest(seeded: Path) -> AsyncIterator[Running]:
    """The bot, connected to a sandbox with the page."""
    async with Sandbox(Options(rate_limits=False), extra=add_page) as opened:
        settings = settings_for(seeded, opened.api_url, opened.bot_token, opened.app_token)
        policy = load_policy(seeded / "policy.yml")
        gate = RateGate(asyncio.get_running_loop().time, post_every_s=0.001, tier3_per_minute=60_000)
        clock = ShiftedClock(datetime.combine(SEED_DATE, time(10), tzinfo=UTC))
        async with open_earnest(settings, policy, clock=clock, gate=gate) as running:
            await running.start()
            await opened.connected()
            yield Running(opened, Stage(opened), running, settings, policy)


@pytest_asyncio.fixture
async def staffed(browser: Browser, earnest: Running) -> AsyncIterator[Windows]:
    """Windows on the sandbox in which the bot works."""
    opened = Windows(browser, earnest.sandbox.url)
    yield opened
    await opened.close()
