"""One running bot against one sandbox for all scenarios; each scenario has channels and people of its own."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from filelock import FileLock
from pydantic import SecretStr

from bot.app import Earnest, open_earnest
from bot.classify.local.classifier import train_classifier
from bot.demo.audits import labelled_audits
from bot.demo.policy import write_demo_policy
from bot.demo.seed import SEED_DATE
from bot.demo.session import Demo
from bot.evaluation.bench import child
from bot.knowledge.open_index import sync_in_child
from bot.platform.clock import ShiftedClock
from bot.platform.embedding.embedder import open_embedder
from bot.platform.qdrant.copies import copy_with_holes
from bot.platform.slack.limits import RateGate
from bot.policy import Policy, load_policy
from bot.settings import Settings
from bot.store.store import Store
from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage
from tests.fakes.fork_server import ForkServer

ROOT = Path(__file__).parent.parent.parent
SPAWN = child.spawn
START = datetime.combine(SEED_DATE, time(10), tzinfo=UTC)
AUDITED = "audited.db"  # a database as `installed` and the running bot begin with it
QUICK = {"thresholds": {"burst_silence_s": 0.05, "burst_max_s": 0.5, "undecided_notice_s": 3600}}


@pytest_asyncio.fixture(scope="session", autouse=True)
async def quick_starts(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[None]:
    """What runs the bot as a process of its own has its imports done already."""
    server = ForkServer(tmp_path_factory.mktemp("fork"))

    async def spawn(arguments: tuple[str, ...], *others: Any) -> child.Process:
        return await (server.spawn(arguments[1:], *others) if arguments[0] == "-m" else SPAWN(arguments, *others))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "spawn", spawn)
        yield
    await server.close()


@pytest.fixture
def own_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that have nothing from one parent, as several on one database have not."""
    monkeypatch.setattr(child, "spawn", SPAWN)


@dataclass(frozen=True)
class Running:
    """The sandbox, the bot in it, and a stage on it."""

    sandbox: Sandbox
    stage: Stage
    earnest: Earnest
    settings: Settings
    policy: Policy

    def channel(self, org: str = "acme-facilities") -> str:
        """A fresh shared channel with all people of a customer company."""
        return self.sandbox.drive.new_shared_channel(org).id

    async def settled(self) -> None:
        """Wait until all that was taken in is worked on, and all that is to go out in the next minutes is out."""
        await Demo(self.sandbox, self.earnest, self.stage).settled(timedelta(minutes=5))


@pytest_asyncio.fixture(autouse=True)
async def own_scene(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """No test sees what an earlier one caused: words for one person alone, forms and pages that are still open, faults
    that nothing met, work that is still under way."""
    made = request.node.funcargs.values()  # of this fixture's scope and wider, so that nothing is made here
    stages = [value.stage for value in made if isinstance(getattr(value, "stage", None), Stage)]
    for stage in stages:
        stage.begin()
    yield
    for stage in stages:
        stage.sandbox.faults.clear()
    for value in made:
        if isinstance(value, Running):
            await value.settled()


@pytest_asyncio.fixture(scope="session")
async def seeded(tmp_path_factory: pytest.TempPathFactory, common: Path, trained: Path) -> Path:
    """A DATA_DIR with the model, an index of the seed and trained intents, as after a first start.

    Test processes that run side by side build it once."""
    first, data_dir = common / "seeded-once", tmp_path_factory.mktemp("seeded")
    with FileLock(common / "seeded-once.lock"):
        if not first.exists():
            await _seed(data_dir, trained)
            shutil.copytree(data_dir, first, copy_function=copy_with_holes)
            return data_dir
    shutil.copytree(first, data_dir, copy_function=copy_with_holes, dirs_exist_ok=True)
    return data_dir


async def _seed(data_dir: Path, trained: Path) -> None:
    policy = load_policy(write_demo_policy(data_dir / "policy.yml", at_home(QUICK)))
    settings = settings_for(data_dir, "http://127.0.0.1:9/api/", "xoxb-none", "xapp-none")
    await sync_in_child(settings, policy, lambda stage, done, size: None)
    for model in (trained / "models").glob("intents-*.npz"):
        shutil.copy(model, data_dir / "models")
    with closing(open_embedder(settings.embedding_model, data_dir)) as embedder:
        await train_classifier(policy, embedder, data_dir)  # trains only what is not there yet
    await _audit(data_dir / AUDITED)
    shutil.copy(data_dir / AUDITED, data_dir / "earnest.db")


async def _audit(path: Path) -> None:
    """A database in which two kinds of answers have earned trust, whichever engine gives them."""
    clock = ShiftedClock(START)
    store = await Store.open(f"sqlite:///{path}", clock, lambda: "")
    for engine in ("extractive", "claude"):
        await store.audits.add(labelled_audits(START, engine=engine, source="tests"))
    await store.close()


@pytest_asyncio.fixture(scope="session")
async def running(seeded: Path) -> AsyncIterator[Running]:
    """The bot, connected."""
    async with Sandbox(Options(rate_limits=False, trigger_life_s=30.0, retry_delays_s=(0.0, 1.0, 5.0))) as sandbox:
        settings = settings_for(seeded, sandbox.api_url, sandbox.bot_token, sandbox.app_token)
        policy = load_policy(seeded / "policy.yml")
        gate = RateGate(asyncio.get_running_loop().time, post_every_s=0.001, tier3_per_minute=60_000)
        clock = ShiftedClock(START)
        async with open_earnest(settings, policy, clock=clock, gate=gate) as earnest:
            await earnest.start()
            await sandbox.connected()
            yield Running(sandbox, Stage(sandbox, patience_s=90.0), earnest, settings, policy)
        assert sandbox.oddities == []


def settings_for(data_dir: Path, api_url: str, bot_token: str, app_token: str) -> Settings:
    """Settings that read nothing from the environment of whoever runs the tests."""
    return Settings.model_construct(
        slack_api_url=api_url,
        slack_bot_token=SecretStr(bot_token),
        slack_app_token=SecretStr(app_token),
        data_dir=data_dir,
    )


def at_home(changes: dict[str, object]) -> dict[str, object]:
    """Policy changes with the knowledge source as an absolute path, wherever the tests are started."""
    return {**changes, "knowledge": {"sources": [str(ROOT / "kb_seed")]}}
