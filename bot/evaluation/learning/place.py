"""An installation in a folder of its own: the invented company's policy and articles, an index, tables, and a Slack
that nobody reads. All that decides and all that learns is the product's own code."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, cast

from bot.demo.policy import write_demo_policy
from bot.domain import ChannelId, Mode, TeamId, UserId
from bot.evaluation.learning.history import ACCOUNTS, STARTERS
from bot.knowledge.article_text import IndexedTexts
from bot.knowledge.open_index import sync_in_child
from bot.knowledge.sync_job import index_folder
from bot.learn.verdicts import Verdicts
from bot.people.directory import Directory
from bot.pipeline import Pipeline, open_pipeline
from bot.platform.background import BackgroundCalls
from bot.platform.slack.facts import Identity, UserFacts
from bot.platform.slack.gateway import SlackGateway
from bot.platform.slack.limits import RateGate
from bot.policy import Policy, Review, load_policy
from bot.publishing import Publishing
from bot.review.articles import ArticleDesk, note_returned
from bot.review.clicks import Clicks
from bot.review.desk import Desk
from bot.review.forms import Forms
from bot.review.gap_desk import GapDesk
from bot.review.incident_desk import IncidentDesk
from bot.runtime import Runtime
from bot.settings import Settings
from bot.store.store import Store

DESK = ChannelId("C0DESK0001")
STAFF = (UserId("U0STAFF001"), UserId("U0STAFF002"), UserId("U0STAFF003"))
_HOME = TeamId("T0HOME0001")
_ARTICLES, _FRESH = "articles", "fresh"


@dataclass
class SetClock:
    """Stands still until it is set."""

    at: datetime

    def now(self) -> datetime:
        """Aware UTC."""
        return self.at


class QuietSlack(SlackGateway):
    """Knows the staff, shows nothing to anybody."""

    def __init__(self) -> None:
        super().__init__(cast(Any, None), RateGate(lambda: 0.0))

    async def members(self, channel: ChannelId) -> frozenset[UserId]:
        """The staff."""
        del channel
        return frozenset(STAFF)

    async def user(self, user: UserId) -> UserFacts:
        """Somebody of the house."""
        return UserFacts(name=user, teams=frozenset({_HOME}))

    async def optional(self, method: str, **fields: object) -> dict[str, Any] | None:
        """Nothing."""
        del method, fields
        return None


@dataclass(frozen=True, slots=True)
class Loop:
    """What of the loop is closed: `trust` reads audits, `upkeep` reads flags, edits articles and fills gaps."""

    trust: bool
    upkeep: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What the replay works with. `articles` is the folder that the knowledge base is made of."""

    settings: Settings
    policy: Policy
    clock: SetClock
    runtime: Runtime
    pipeline: Pipeline
    desk: Desk
    forms: Forms
    verdicts: Verdicts
    texts: IndexedTexts
    articles: Path
    loop: Loop

    async def sync(self) -> None:
        """Bring the index up to date with the folder, and tell the product so. Raises EarnestError."""
        await sync_in_child(self.settings, self.policy, lambda *_: None)
        await self.pipeline.index.refresh()
        await note_returned(self.runtime, self.texts)


async def prepare(folder: Path, seed_articles: Path) -> None:
    """Articles, policy and index in an empty `folder`, with a copy to begin again from. Raises EarnestError."""
    fresh = folder / _FRESH / _ARTICLES
    shutil.copytree(seed_articles, fresh)
    shutil.copytree(fresh, folder / _ARTICLES)
    settings = _settings(folder)
    policy = load_policy(write_demo_policy(settings.policy_file, _changes(folder / _ARTICLES)))
    await sync_in_child(settings, policy, lambda *_: None)
    shutil.copytree(settings.data_dir, folder / _FRESH / settings.data_dir.name)


def renew(folder: Path) -> None:
    """Put a prepared place back to its beginning; articles keep their paths, which the index knows."""
    for name in (_ARTICLES, _settings(folder).data_dir.name):
        shutil.rmtree(folder / name)
        shutil.copytree(folder / _FRESH / name, folder / name)


def _settings(folder: Path) -> Settings:
    return Settings(_env_file=None, data_dir=folder / "data", policy_file=folder / "support.yml")


@asynccontextmanager
async def opened_place(folder: Path, start: datetime, loop: Loop) -> AsyncIterator[Place]:
    """Open what `prepare` has made in `folder`. Raises EarnestError."""
    settings, articles = _settings(folder), folder / _ARTICLES
    policy = load_policy(settings.policy_file)
    clock, numbers = SetClock(start), count(1)
    new_id = lambda: f"{next(numbers):08x}"  # noqa: E731
    store = await Store.open(settings.store_url, clock, new_id)
    try:
        slack = QuietSlack()
        identity = Identity(_HOME, UserId("U0EARNEST1"), "B0EARNEST1", "https://home.example/", frozenset())
        directory = Directory(slack, policy, identity)
        runtime = Runtime(store, slack, directory, policy, clock, new_id, BackgroundCalls(1.0))
        sources, audits = store.articles if loop.upkeep else None, store.audits if loop.trust else None
        async with open_pipeline(settings, policy, clock, sources, audits=audits) as pipeline:
            verdicts, texts = Verdicts(runtime), IndexedTexts(index_folder(settings.data_dir))
            desk = Desk(runtime, verdicts)
            incidents, article_desk = IncidentDesk(runtime), ArticleDesk(runtime, texts)
            gap_desk = GapDesk(runtime, pipeline.embedder, Publishing(settings, policy, pipeline))
            clicks = Clicks(runtime, desk, _no_summary, incidents, article_desk, gap_desk)
            forms = Forms(runtime, desk, clicks, verdicts, incidents, article_desk, gap_desk)
            yield Place(settings, policy, clock, runtime, pipeline, desk, forms, verdicts, texts, articles, loop)
    finally:
        await store.close()


async def _no_summary(said: object) -> str:
    del said
    return ""


def _changes(articles: Path) -> dict[str, Any]:
    """No pins, answers alone wherever trust was earned, trust by the product's defaults."""
    plans = dict.fromkeys(ACCOUNTS, "Business") | dict.fromkeys(STARTERS, "Starter")
    return {
        "mode": Mode.AUTO.value,
        "desk": {"channel": DESK, "members": list(STAFF)},
        "accounts": {name: {"plan": plan, "tone": "neutral", "tier": "standard"} for name, plan in plans.items()},
        "channels": {channel_of(name): {"account": name} for name in plans},
        "knowledge": {"sources": [str(articles)]},
        "review": Review().model_dump(),  # not the demo's, which is for a story
    }


def channel_of(account: str) -> ChannelId:
    """An account's channel."""
    return ChannelId(f"C0{account.upper():0<9}"[:11])
