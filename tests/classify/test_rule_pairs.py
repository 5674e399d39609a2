"""A product's own words do not send its questions to people, and wishes are heard all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.classify.cascade import Cascade
from bot.classify.local.classifier import train_classifier
from bot.classify.policy_rules import Rules
from bot.platform.embedding.embedder import LocalEmbedder
from bot.policy import load_policy
from bot.route.tier import handoff_reasons

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SHIPPED = load_policy(ROOT / "support.yml")
PAIRS = [json.loads(line) for line in (ROOT / "tests/data/rule_pairs.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
async def cascade(embedder: LocalEmbedder, trained: Path) -> Cascade:
    local = await train_classifier(SHIPPED, embedder, trained)
    return Cascade(Rules(SHIPPED.rules, SHIPPED.product_words), local, None, SHIPPED)


async def handed_over(cascade: Cascade, text: str) -> bool:
    return bool(handoff_reasons(await cascade.classify(text), SHIPPED.thresholds))


@pytest.mark.parametrize(("part", "count", "most", "lost"), [("fit", 50, 1, 0), ("held", 50, 3, 0), ("late", 60, 3, 1)])
async def test_questions_stay_and_wishes_go_to_people(
    cascade: Cascade, part: str, count: int, most: int, lost: int
) -> None:
    pairs = [pair for pair in PAIRS if pair["part"] == part]
    questions = [pair["question"] for pair in pairs if await handed_over(cascade, pair["question"])]
    missed = [pair["wish"] for pair in pairs if not await handed_over(cascade, pair["wish"])]
    assert len(pairs) == count
    assert len(questions) <= most, questions
    assert len(missed) <= lost, missed


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("How do I connect the Datadog Agent to Slack?", False),
        ("flyctl cannot connect to the agent", False),
        ("How do I remove the Google account linked to our site?", False),
        ("remove a member from our account", False),
        ("Do you block XSS in embedded HTML?", False),
        ("The import failed because of an outage on our side. How do I start it again?", False),
        ("How do I migrate to another provider in terraform?", False),
        ("our certificate does not renew by itself", False),
        ("I want to talk to an agent", True),
        ("delete my account", True),
        ("How can I delete my account?", True),
        ("we will not renew our contract", True),
    ],
)
async def test_known_cases(cascade: Cascade, text: str, goes: bool) -> None:
    assert await handed_over(cascade, text) is goes
