"""One loopback model server for these tests, emptied before each, and the parts that talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from bot.claude import Claude, assemble
from bot.domain import ArticleId, Brief, Passage, PassageId, Usage
from bot.platform.claude.call import Pace
from bot.platform.claude.client import Client, open_client
from bot.platform.claude.spending import Tally
from bot.policy import Intent, Knowledge, Policy, Thresholds, Voice
from bot.settings import Settings
from tests.fakes.model_server import KEY, ModelServer

EXPORT = Passage(
    id=PassageId("exports#1"),
    article_id=ArticleId("exports"),
    title="Export a report",
    text="Open **Reports > Export**. Choose CSV or XLSX.\n\nAn export holds at most 50,000 rows.",
    heading_path=("Export a report", "Formats"),
    reviewed_at=date(2026, 5, 1),
)
MEMBERS = Passage(
    id=PassageId("members#2"),
    article_id=ArticleId("members"),
    title="Members",
    text="## Roles\n\n| Role | May invite |\n|---|---|\n| Owner | yes |\n| Guest | no |\n",
    plans=("Team", "Pro"),
)
POLICY = Policy(
    intents={
        "refund_request": Intent(examples=["I want my money back", "please refund the last invoice"], escalate=True),
        "feature_question": Intent(examples=["can I export a report", "is there a dark theme"]),
        "chatter": Intent(examples=["thanks a lot", "good morning"], chatter=True),
    },
    thresholds=Thresholds(generation_deadline_s=30),
    knowledge=Knowledge(voice=Voice(product="Fieldbook", style="Dry and kind.")),
)


@dataclass
class Waits:
    """Stands in for sleep and the clock: waiting takes no time, and moves the clock on."""

    slept: list[float] = field(default_factory=list)
    time: float = 100.0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    @property
    def pace(self) -> Pace:
        return Pace(sleep=self.sleep, monotonic=lambda: self.time, jitter=lambda: 1.0)


def settings_for(server: ModelServer) -> Settings:
    return Settings(_env_file=None, anthropic_api_key=KEY, anthropic_base_url=server.url, llm_engine="claude")


@pytest.fixture(scope="session")
async def model_server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
def server(model_server: ModelServer) -> ModelServer:
    model_server.reset()
    return model_server


@pytest.fixture
def settings(server: ModelServer) -> Settings:
    return settings_for(server)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
def heard(tally: Tally) -> list[Usage]:
    """The calls that have ended."""
    return tally.calls


@pytest.fixture(scope="session")
async def client(model_server: ModelServer) -> AsyncIterator[Client]:
    """One client for all, because making one reads the machine's certificates anew."""
    async with open_client(settings_for(model_server)) as opened:
        yield opened


@pytest.fixture
def claude(client: Client, settings: Settings, waits: Waits, tally: Tally) -> Claude:
    return assemble(client, settings, POLICY, ledger=tally, pace=waits.pace)


@pytest.fixture
def brief() -> Brief:
    return Brief(question="How do I export a report as CSV?", passages=(EXPORT, MEMBERS))
