"""The demo: a sandboxed Slack and the real app in one process, on the seed's own date."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import Earnest, open_earnest
from bot.demo.audits import labelled_audits, right_answers
from bot.demo.policy import write_demo_policy
from bot.demo.seed import SEED_DATE
from bot.domain.ports import Progress
from bot.errors import ConfigError
from bot.knowledge.open_index import sync_in_child
from bot.platform.clock import ShiftedClock
from bot.platform.locks import data_dir_lock
from bot.policy import Policy, load_policy
from bot.policy.trust import passes_to_earn, trust_after
from bot.settings import Settings
from slack_sandbox import Options, Sandbox
from slack_sandbox.clock import SystemClock
from slack_sandbox.sandbox import EXTRA
from slack_sandbox.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
START = datetime.combine(SEED_DATE, time_of_day(10), tzinfo=UTC)
PATIENCE_S = 45.0
LOOK_EVERY_S = 0.05
SOON = timedelta(seconds=60)
_ASKING = ["feature_question", "bug_report", "general_question", "billing_query"]
TOOLS: dict[str, Any] = {
    "account": {
        "command": [sys.executable, "-m", "bot.demo.account_tools"],
        "deadline_s": 30.0,
        "allow": {
            "export_status": {"intents": _ASKING, "about": ["export"]},
            "order_status": {"intents": _ASKING, "about": ["order", "delivery"]},
            "open_invoices": {"intents": _ASKING, "about": ["invoice", "bill"]},
        },
    }
}
QUICK: dict[str, Any] = {"thresholds": {"burst_silence_s": 0.3}}


@dataclass(frozen=True, slots=True)
class Demo:
    """The sandbox, the app in it, and a stage on it."""

    sandbox: Sandbox
    earnest: Earnest
    stage: Stage

    async def settled(self, soon: timedelta = SOON) -> None:
        """Wait until the app has nothing left to do within `soon`. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self._quiet(soon):
                with suppress(TimeoutError):
                    await self.sandbox.wait_for(self._changed(), LOOK_EVERY_S)

    async def reviewed(self, intent: str) -> int:
        """Add a labelled record of right answers to an intent, one fewer than earn trust; how many."""
        runtime = self.earnest.runtime
        state = trust_after(await runtime.store.audits.events(intent, "extractive"), runtime.policy.review)
        number = max(0, passes_to_earn(state, runtime.policy.review) - 1)
        await runtime.store.audits.add(right_answers(intent, number, runtime.clock.now()))
        return number

    def _changed(self) -> Callable[[], bool]:
        changes = self.sandbox.workspace.changes
        now = changes.count
        return lambda: changes.count != now

    async def _quiet(self, soon: timedelta) -> bool:
        """No event in delivery or unread, no question undecided, no call to Slack due or in progress. The order is a
        message's own, so that none is missed between two checks; what is due later than `soon` may wait."""
        store = self.earnest.runtime.store
        if self.sandbox.delivery.under_way or await store.inbox.count():
            return False
        if await store.turns.undecided():
            return False
        due = await store.posts.next_due()
        if due is not None and due <= self.earnest.runtime.clock.now() + soon:
            return False
        return not await store.posts.unfinished_sending() and not self.earnest.runtime.background.busy


async def prepare(data_dir: Path, on_progress: Progress, *, hurried: bool) -> Policy:
    """Write the demo's policy and bring its index up to date; both stay in `data_dir`, as the model does. The articles
    are copied there, for what the desk publishes is written beside them.

    `hurried` waits less for the end of a burst, as nobody types. Raises ConfigError, TransientError, PermanentError."""
    articles = data_dir / "kb_seed"
    shutil.rmtree(articles, ignore_errors=True)  # with what an earlier demo's desk wrote into it
    shutil.copytree(ROOT / "kb_seed", articles)
    changes = {"knowledge": {"sources": [str(articles)]}, "tools": TOOLS, **(QUICK if hurried else {})}
    policy = load_policy(write_demo_policy(data_dir / "policy.yml", changes))
    await sync_in_child(Settings.model_construct(data_dir=data_dir), policy, on_progress)
    return policy


@asynccontextmanager
async def open_demo(
    data_dir: Path, policy: Policy, *, port: int = 0, extra: EXTRA | None = None
) -> AsyncIterator[Demo]:
    """The app, connected to a fresh sandbox on `port`, with a fresh database.

    Raises ConfigError, TransientError, PermanentError."""
    async with AsyncExitStack() as stack:
        stack.enter_context(data_dir_lock(data_dir))
        _forget(data_dir)
        clock = SystemClock(START.timestamp() - time.time())
        try:
            sandbox = await stack.enter_async_context(Sandbox(Options(port=port, clock=clock), extra))
        except OSError:
            raise ConfigError(f"--port {port}: something listens there already; choose another port") from None
        settings = settings_for(sandbox, data_dir)
        earnest = await stack.enter_async_context(open_earnest(settings, policy, clock=ShiftedClock(START)))
        await earnest.runtime.store.audits.add(labelled_audits(START))
        await earnest.start()
        await sandbox.connected(timeout=PATIENCE_S)
        yield Demo(sandbox, earnest, Stage(sandbox, patience_s=PATIENCE_S))


def settings_for(sandbox: Sandbox, data_dir: Path) -> Settings:
    """Settings that take nothing from the environment: a demo must not reach a real Slack, model or database."""
    return Settings.model_construct(
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_api_url=sandbox.api_url,
        data_dir=data_dir,
    )


def _forget(data_dir: Path) -> None:
    """Remove the databases of an earlier run, whose tickets this run's sandbox does not know."""
    for name in ("earnest.db", "durable.db"):
        for path in data_dir.glob(f"{name}*"):
            path.unlink()
