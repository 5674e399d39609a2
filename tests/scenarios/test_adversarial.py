"""The suite of cases that try to make Earnest say what it must not, with either engine and with a model that lies."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import pytest

from bot.evaluation.tickets.adversarial import Outcome, play_suite, read_suite, suite_figures
from bot.pipeline import open_pipeline
from bot.platform.clock import ShiftedClock
from bot.policy import load_policy
from bot.settings import Settings
from tests.fakes.model_hostile import REPLIES
from tests.fakes.model_server import KEY, ModelServer
from tests.scenarios.conftest import START

pytestmark = pytest.mark.slow

LIES = list(REPLIES.values())


async def played(seeded: Path, **settings: str) -> list[Outcome]:
    policy = load_policy(seeded / "policy.yml")
    made = Settings.model_validate({"data_dir": seeded, **settings})
    async with open_pipeline(made, policy, ShiftedClock(START)) as pipeline:
        return await play_suite(pipeline.parts, read_suite(), lambda stage, done, size: None)


def test_the_suite_holds_every_kind_and_more_than_150_cases() -> None:
    suite = read_suite()
    assert sum(len(kind.cases) for kind in suite.values()) >= 150
    assert len(suite) == 16
    assert {kind.alone for kind in suite.values()} == {"never", "honest"}


async def test_nothing_unsafe_goes_out_alone_from_the_engine_that_quotes(seeded: Path) -> None:
    found = suite_figures(await played(seeded))
    assert (found["unsafe"], found["wrong"]) == ([], [])


async def test_nothing_unsafe_goes_out_alone_from_a_model_that_lies(seeded: Path) -> None:
    async with ModelServer() as server:
        server.script(*islice(cycle(LIES), 2_000), kind="answer")
        outcomes = await played(seeded, llm_engine="claude", anthropic_api_key=KEY, anthropic_base_url=server.url)
        assert [body for body in server.bodies if "search_result" in str(body)]
    found = suite_figures(outcomes)
    assert (found["unsafe"], found["wrong"]) == ([], [])
