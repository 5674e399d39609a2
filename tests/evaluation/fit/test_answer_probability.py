"""The probability that an article answers, and the command that measures it anew."""

import json
from pathlib import Path

import numpy as np
import pytest

from bot.answer.engines.extractive.answer_probability import Features, answer_probability
from bot.domain import Account, Utterance
from bot.evaluation.fit.answer_probability import Asked, Tried, asked, fitted_on, table
from bot.policy import AccountPolicy, Intent, Policy

POLICY = Policy(intents={"any": Intent(examples=["x"])}, accounts={"acme": AccountPolicy(plan="Business")})
CLEAR = Features(unit=0.8, score=0.9, rival_score=0.2, lacking=0.0, unsaid=0.0, length=2.0)


@pytest.mark.parametrize(
    "worse",
    [
        {"unit": 0.3},
        {"score": 0.2},
        {"rival_score": 0.9},
        {"lacking": 1.0},
        {"unsaid": 1.0},
        {"length": 0.7},
    ],
)
def test_each_feature_against_an_article_lowers_its_probability(worse: dict[str, float]) -> None:
    assert 0 < answer_probability(CLEAR._replace(**worse)) < answer_probability(CLEAR) < 1


def test_the_fit_finds_the_weights_that_made_the_outcomes() -> None:
    random = np.random.default_rng(2)
    true, offset = Features(4.0, 2.0, -3.0, -1.0, -1.0, 1.0), -1.5
    drawn = [Features(*map(float, random.uniform(0, 1, 6))) for _ in range(6000)]
    seen = [
        Tried(features, bool(random.uniform() < answer_probability(features, true, offset)), True) for features in drawn
    ]
    weights, at = fitted_on(seen)
    assert weights == pytest.approx(true, abs=0.5)
    assert at == pytest.approx(offset, abs=0.5)


def test_the_table_counts_what_would_be_quoted_from_each_probability_on() -> None:
    sure, unsure = CLEAR, CLEAR._replace(unit=0.0, score=0.0)
    seen = [Tried(sure, True, True), Tried(sure, False, False), Tried(unsure, True, True)]
    lines = table("three", seen, Features(100.0, 0.0, 0.0, 0.0, 0.0, 0.0), -50.0)
    assert lines[0].startswith("three: 3 questions, 0.667 right, AUROC 0.25")
    assert lines[1:] == [
        f"  from {gate}: 2, 0.500 right, 0.500 of the answerable" for gate in (0.4, 0.5, 0.6, 0.7, 0.75, 0.8)
    ]


def test_tickets_and_questions_are_read_alike_and_what_people_should_have_had_is_left_out(tmp_path: Path) -> None:
    turns = [{"role": "customer", "text": "one"}, {"role": "customer", "text": "two"}]
    tickets = [
        {"id": 1, "account": "acme", "turns": turns, "expect": {"tier": [0, 1], "articles": ["a"]}},
        {"id": 2, "turns": turns[:1], "expect": {"tier": 3, "articles": []}},
        {"id": 3, "turns": turns[:1], "expect": {"intent": "chatter"}},
    ]
    path = tmp_path / "tickets.jsonl"
    path.write_text("\n".join(map(json.dumps, tickets)))
    said = (Utterance("customer", "one"),)
    assert asked(path, POLICY) == [Asked("two", said, Account("acme", plan="Business"), frozenset({"a"}))]
    questions = [
        {"id": 1, "turns": ["one", "two"], "plan": "Starter", "relevant": []},
        {"query": "x", "relevant": ["b"]},
    ]
    path.write_text("\n".join(map(json.dumps, questions)))
    assert asked(path, POLICY) == [
        Asked("two", said, Account("Starter", plan="Starter"), frozenset()),
        Asked("x", (), None, frozenset({"b"})),
    ]
