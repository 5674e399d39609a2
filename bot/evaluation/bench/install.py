"""An installation for a bench: a DATA_DIR of its own with model and index, a policy, and the child's environment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bot
from bot.classify.local.classifier import train_classifier
from bot.demo.audits import labelled_audits
from bot.demo.policy import laid_over, write_demo_policy
from bot.knowledge.open_index import sync_in_child
from bot.platform.clock import SystemClock
from bot.platform.embedding.embedder import open_embedder
from bot.platform.qdrant.copies import copy_with_holes
from bot.policy import Policy, load_policy
from bot.settings import Settings
from bot.store.store import Store
from slack_sandbox import Sandbox

ROOT = Path(bot.__file__).parent.parent
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
NEVER_STALE = 36_500  # days: a bench measures work, and must measure the same a year on
TRUSTED = ("password_reset", "feature_question", "billing_query", "bug_report", "general_question")
DATABASES = "*.db*"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Installation:
    """What one run of a bench works on."""

    data_dir: Path
    policy_file: Path
    sandbox: Sandbox
    database_url: str | None = None

    @property
    def database(self) -> Path:
        """The bot's tables."""
        return self.data_dir / "earnest.db"

    def policy(self) -> Policy:
        """The policy as the bot reads it."""
        return load_policy(self.policy_file)

    def environment(self) -> dict[str, str]:
        """For the bot as a child: nothing of the operator's own settings reaches it."""
        ours = {name.upper() for name in Settings.model_fields} | set(PROXIES)
        kept = {name: value for name, value in os.environ.items() if name.upper() not in ours}
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        return kept | {"PYTHONPATH": path} | {name.upper(): value for name, value in self.variables().items()}

    def variables(self) -> dict[str, str]:
        """The settings of this installation, by field."""
        return {
            "slack_api_url": self.sandbox.api_url,
            "slack_bot_token": self.sandbox.bot_token,
            "slack_app_token": self.sandbox.app_token,
            "data_dir": str(self.data_dir),
            "policy_file": str(self.policy_file),
            "log_level": "INFO",
            **({"database_url": self.database_url} if self.database_url else {}),
        }


async def earn_trust(installation: Installation) -> None:
    """Load a labelled record of audits for a bench's intents, so that its answers go out without a person."""
    clock = SystemClock()
    url = installation.database_url or f"sqlite:///{installation.database}"
    store = await Store.open(url, clock, lambda: "")
    try:
        await store.audits.add(labelled_audits(clock.now(), TRUSTED, source="bench"))
    finally:
        await store.close()


async def prepared(folder: Path, tell: Tell) -> Path:
    """A DATA_DIR in `folder` with model, trained intents and an index over the seed, made once and kept."""
    base = _absolute(folder) / "base"
    policy = load_policy(write_demo_policy(base / "policy.yml", _at_home({})))
    settings = Settings.model_validate({"data_dir": base})
    tell("bringing the bench's knowledge index and intents up to date ...")
    await sync_in_child(settings, policy, lambda stage, done, size: None)
    with closing(open_embedder(settings.embedding_model, base)) as embedder:
        await train_classifier(policy, embedder, base)
    return base


def install(base: Path, target: Path, sandbox: Sandbox, changes: Mapping[str, Any]) -> Installation:
    """A fresh copy of `base` at `target`, without anybody's tickets, with `changes` in the demo's policy."""
    target = _absolute(target)
    shutil.rmtree(target, ignore_errors=True)
    unshared = shutil.ignore_patterns(DATABASES, "*.lock", "copies")
    shutil.copytree(base, target, ignore=unshared, copy_function=copy_with_holes)
    policy_file = write_demo_policy(target / "policy.yml", _at_home(changes))
    return Installation(target, policy_file, sandbox)


def _absolute(folder: Path) -> Path:
    """The child works in another folder."""
    return folder.resolve()


def _at_home(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The seed by its full path, since the child works in its own folder, where no `.env` of anybody's lies."""
    always = {
        "knowledge": {"sources": [str(ROOT / "kb_seed")]},
        "thresholds": {"stale_after_days": NEVER_STALE},
    }
    return laid_over(always, changes)
