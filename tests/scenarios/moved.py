"""The bot in this process on a clock of its own, started again later on the same data."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import Earnest, open_earnest
from bot.demo.policy import laid_over, write_demo_policy
from bot.platform.clock import ShiftedClock
from bot.platform.slack.limits import RateGate
from bot.policy import load_policy
from slack_sandbox import Sandbox
from tests.scenarios.child import QUICK, installed
from tests.scenarios.conftest import settings_for


@dataclass(frozen=True)
class House:
    """A DATA_DIR with its policy, and the sandbox that the bot is started in."""

    sandbox: Sandbox
    folder: Path

    def rules(self, changes: Mapping[str, Any]) -> None:
        """Another policy, from the next start on."""
        write_demo_policy(self.folder / "policy.yml", laid_over(QUICK, changes))

    @asynccontextmanager
    async def opened(self, later: timedelta = timedelta()) -> AsyncIterator[Earnest]:
        """Run the bot as if it were so much later; Slack's own clock goes on as ever."""
        settings = settings_for(self.folder, self.sandbox.api_url, self.sandbox.bot_token, self.sandbox.app_token)
        gate = RateGate(asyncio.get_running_loop().time, post_every_s=0.001, tier3_per_minute=60_000)
        clock, policy = ShiftedClock(datetime.now(UTC) + later), load_policy(self.folder / "policy.yml")
        async with open_earnest(settings, policy, clock=clock, gate=gate) as earnest:
            await earnest.start()
            await self.sandbox.connected()
            yield earnest


def house(seeded: Path, folder: Path, sandbox: Sandbox, changes: Mapping[str, Any]) -> House:
    """A house whose policy is the demo's with `changes` laid over it."""
    return House(sandbox, installed(seeded, folder, sandbox.api_url, changes).folder)
