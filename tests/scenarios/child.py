"""The bot as its operators run it: `python -m bot run` in a process of its own, and other commands beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from bot.demo.policy import laid_over, write_demo_policy
from bot.evaluation.bench import child as processes
from bot.evaluation.bench.child import BotChild
from bot.evaluation.bench.tables import waiting
from bot.platform.qdrant.copies import copy_with_holes
from bot.settings import Settings
from slack_sandbox import Sandbox
from tests.fakes.model_server import KEY, ModelServer
from tests.platform.durable.waiting import until

ROOT = Path(__file__).parent.parent.parent
LISTENS = "Earnest is connected and listens"
QUICK: dict[str, Any] = {
    "thresholds": {"burst_silence_s": 0.05, "burst_max_s": 0.5, "undecided_notice_s": 3600, "stale_after_days": 36500},
    "knowledge": {"sources": [str(ROOT / "kb_seed")]},
}


def with_claude(sandbox: Sandbox, model: ModelServer) -> dict[str, str]:
    """The environment of a bot in that sandbox whose model is a loopback server."""
    return {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "LLM_ENGINE": "claude",
        "ANTHROPIC_API_KEY": KEY,
        "ANTHROPIC_BASE_URL": model.url,
    }


@dataclass
class Child:
    """A DATA_DIR with a policy, and the process that runs on it."""

    folder: Path
    environment: dict[str, str]
    process: BotChild = field(init=False)

    def __post_init__(self) -> None:
        self.process = BotChild(self.folder, self.environment)

    @property
    def log(self) -> str:
        """All that the process wrote."""
        return self.process.log.read_text(encoding="utf-8") if self.process.log.exists() else ""

    async def start(self) -> None:
        """Start, and wait until it listens."""
        before = self.log.count(LISTENS)
        await self.process.start()

        async def listens() -> bool:
            self.process.check()
            return self.log.count(LISTENS) > before

        await until(listens, 60)

    async def logged(self, text: str) -> None:
        """Wait for a line of the log."""

        async def there() -> bool:
            return text in self.log

        await until(there, 30)

    async def settled(self) -> None:
        """Wait until all that was taken in is worked on, and all that is to go out in the next minutes is out."""

        async def so() -> bool:
            soon = (datetime.now(UTC) + timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M:%S.%f")
            return waiting(self.folder / "earnest.db", soon) == 0

        await until(so, 90)

    async def command(self, *arguments: str) -> tuple[int, str, str]:
        """Another command on the same DATA_DIR: exit code, stdout, stderr."""
        with TemporaryFile() as out, TemporaryFile() as err:
            made = await processes.spawn(("-m", "bot", *arguments), self.folder, self.environment, out, err)
            code = await made.wait()
            out.seek(0)
            err.seek(0)
            return code, out.read().decode(), err.read().decode()


def installed(base: Path, target: Path, slack_url: str, changes: Mapping[str, Any], **variables: str) -> Child:
    """A fresh DATA_DIR with the model and index of `base`. `changes` are laid over the demo's policy, `variables` are
    settings; nothing of the environment of whoever runs the tests gets through."""
    unshared = shutil.ignore_patterns("*.db*", "*.lock", "policy.yml", "copies")
    shutil.copytree(base, target, ignore=unshared, copy_function=copy_with_holes)
    shutil.copy(base / "audited.db", target / "earnest.db")
    write_demo_policy(target / "policy.yml", laid_over(QUICK, changes))
    ours = {*(name.upper() for name in Settings.model_fields), "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in ours}
    settings = {
        "SLACK_API_URL": slack_url,
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "DATA_DIR": str(target),
        "POLICY_FILE": str(target / "policy.yml"),
    }
    return Child(target, kept | {"PYTHONPATH": str(ROOT)} | settings | variables)


@asynccontextmanager
async def started(child: Child) -> AsyncIterator[Child]:
    """Run it, and end it at the end."""
    try:
        await child.start()
        yield child
    finally:
        await child.process.stop(10)
