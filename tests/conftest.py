"""What many tests share: the real embedding model and the seed's index, each made once a session."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from bot.classify.local.classifier import train_classifier
from bot.demo.policy import COMPANY
from bot.platform.embedding.embedder import LocalEmbedder, open_embedder
from bot.platform.embedding.model_folder import DEFAULT_MODEL
from bot.platform.entailment import LocalEntailment, open_entailment
from bot.policy import load_policy

HERE = Path(__file__).parent
# What the scenarios share is built by one process while the others have files that do not need it. Property tests come
# before any bot runs in their process, whose threads draw random numbers between theirs; so does what opens durable
# work by itself, which is open once a process and stays so with that bot. Short files end the run.
ORDER = (
    *(
        "scenarios/test_beside_the_bot.py",
        "scenarios/test_large_workspace.py",
        "scenarios/test_fleet.py",
        "platform",
        "classify",
        "answer",
        "cli",
        "knowledge",
        "evaluation",
        "kb_seed",
    ),
    *(
        "outbox",
        "listen",
        "language",
        "policy",
        "people",
        "route",
        "review",
        "learn",
        "store",
        "upkeep",
        "operations",
        "scenarios",
    ),
)


# What these ask of a database tests/store asks of both engines; on PostgreSQL they run with the slow tests.
ASKED_OF_BOTH = ("learn/", "upkeep/")

# The same examples in every run, however slow the machine; `--hypothesis-profile=default` looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported for the tests lives as long as they do: walking it again and again would take the collector two
    fifths of the time of finding them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before -m looks at marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files in an order in which processes side by side do not wait for each other, and end together.

    Bots that a test starts in its own process come before the one that all scenarios share: one at a time is open."""
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {})
        if given.get("url") == "postgresql" and _place(item).startswith(ASKED_OF_BOTH):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: (_turn(_place(item)), not _starts_a_bot(item)))


def _place(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).as_posix() if item.path.is_relative_to(HERE) else ""


def _starts_a_bot(item: pytest.Item) -> bool:
    house = getattr(getattr(item, "module", None), "house", None)
    return getattr(house, "__module__", "") == "tests.scenarios.moved"


def _turn(path: str) -> int:
    return next((turn for turn, start in enumerate(ORDER) if path.startswith(start)), len(ORDER))


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the test processes of a session share; make things in it under a lock."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
async def trained(common: Path, embedder: LocalEmbedder) -> Path:
    """A DATA_DIR whose models hold the invented company's intents, trained once for all test processes."""
    data_dir = common / "trained-once"
    with FileLock(common / "trained-once.lock"):
        await train_classifier(load_policy(COMPANY), embedder, data_dir)
    return data_dir


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA_DIR for models, assembled from the installed wheels."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def embedder(model_dir: Path) -> Iterator[LocalEmbedder]:
    """The default embedding model."""
    opened = open_embedder(DEFAULT_MODEL, model_dir)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def entailment() -> Iterator[LocalEntailment]:
    """The entailment model that the package carries."""
    opened = open_entailment()
    yield opened
    opened.close()
