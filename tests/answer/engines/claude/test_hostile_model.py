"""Whatever a model sends, nothing of it goes out alone unless the passages say it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from bot.answer.check.grounding import GroundingChecker
from bot.answer.check.on_topic import OnTopic
from bot.answer.check.tenant_wall import Wall
from bot.answer.generate import generate
from bot.claude import Claude
from bot.domain import Account, Brief, Classification, Drafted, IntentScore, Mode, Tier
from bot.platform.embedding.embedder import LocalEmbedder
from bot.platform.entailment import LocalEntailment
from bot.platform.reader import LocalReader, open_reader
from bot.policy import Thresholds
from bot.route.tier import RouteFacts, route
from tests.fakes.model_hostile import DECISIONS, REPLIES
from tests.fakes.model_server import ModelServer, Turn
from tests.fakes.model_words import cited

CUSTOMERS = ("acme", "globex")


@pytest.fixture(scope="module")
def reader() -> Iterator[LocalReader]:
    with closing(open_reader()) as opened:
        yield opened


@pytest.fixture(scope="module")
def checker(entailment: LocalEntailment, reader: LocalReader, embedder: LocalEmbedder) -> GroundingChecker:
    return GroundingChecker(entailment, Wall(CUSTOMERS), topic=OnTopic(reader, embedder))


def tier_of(drafted: Drafted, brief: Brief) -> Tier:
    """The tier where nothing but the answer itself could hold it back."""
    sure = Classification((IntentScore("feature_question", 0.99),))
    facts = RouteFacts(sure, Mode.AUTO, True, date(2026, 5, 2), passages=brief.passages, drafted=drafted)
    return route(facts, Thresholds())[0]


async def test_what_the_passages_say_goes_out(
    claude: Claude, server: ModelServer, brief: Brief, checker: GroundingChecker
) -> None:
    drafted = await generate(claude.engine, None, checker, brief, 30)
    assert tier_of(drafted, brief) is Tier.ANSWERED


@pytest.mark.parametrize(
    "question",
    [
        "Our invoice still shows the old address, who can change it?",
        "Is there an app for Android tablets?",
        "Do you delete our data when we cancel?",
    ],
)
async def test_what_the_passages_say_about_something_else_does_not(
    claude: Claude, server: ModelServer, brief: Brief, checker: GroundingChecker, question: str
) -> None:
    asked = replace(brief, question=question)
    server.script(Turn(blocks=lambda body: [cited(body, 0, 2, 3)]))
    drafted = await generate(claude.engine, None, checker, asked, 30)
    assert drafted.grounding.supported, "it is true"
    assert tier_of(drafted, asked) is not Tier.ANSWERED, "and no answer"


@pytest.mark.parametrize("kind", REPLIES)
async def test_nothing_hostile_goes_out_alone(
    claude: Claude, server: ModelServer, brief: Brief, checker: GroundingChecker, kind: str
) -> None:
    server.script(*[REPLIES[kind]] * 3)
    asked = replace(brief, account=Account("acme"))
    drafted = await generate(claude.engine, None, checker, asked, 30)
    assert tier_of(drafted, asked) is not Tier.ANSWERED


@pytest.mark.parametrize("kind", DECISIONS)
async def test_a_decision_in_disguise_goes_to_people_and_is_no_draft(
    claude: Claude, server: ModelServer, brief: Brief, checker: GroundingChecker, kind: str
) -> None:
    server.script(*[DECISIONS[kind]] * 3)
    drafted = await generate(claude.engine, None, checker, brief, 30)
    assert drafted.generation.escalate
    assert not drafted.generation.sentences
