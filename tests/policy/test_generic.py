"""Generic intents come with the program: a policy names those it wants, and adds its own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.errors import ConfigError
from bot.policy import load_policy
from bot.policy.generic import FOLDER, generic_names

COMPANY = re.compile(
    r"\b(lumio|technicians?|work ?orders?|dispatch(er|ers|ing)?|tenants?|landlords?|vans?|boilers?|acme|globex)\b", re.I
)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "support.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_named_intent_has_its_flags_examples_and_rules(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, "intents:\n  refund_request: {}\n  password_reset:\n"))
    assert policy.intents["refund_request"].escalate and len(policy.intents["refund_request"].examples) >= 50
    assert not policy.intents["password_reset"].escalate
    assert {rule.then for rule in policy.rules} == {"refund_request"} and all(rule.soft for rule in policy.rules)


def test_what_the_policy_says_itself_counts_and_its_rules_come_first(tmp_path: Path) -> None:
    text = """
rules: [{when: give back, then: refund_request}]
teams: {support: {}, money: {}}
intents:
  refund_request: {team: money, escalate: false, examples: [my very own words]}
"""
    policy = load_policy(written(tmp_path, text))
    intent = policy.intents["refund_request"]
    assert (intent.team, intent.escalate, intent.examples[-1]) == ("money", False, "my very own words")
    assert (policy.rules[0].when, policy.rules[0].soft) == ("give back", False)


def test_an_intent_may_keep_to_its_own_words(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, "intents: {complaint: {generic: false, examples: [only this]}}"))
    assert policy.intents["complaint"].examples == ["only this"] and policy.rules == []
    assert not policy.intents["complaint"].escalate


def test_an_intent_of_the_policys_own_is_as_it_is_written(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, "intents: {warranty: {examples: [is it covered]}}"))
    assert policy.intents["warranty"].examples == ["is it covered"]


@pytest.mark.parametrize("text", ["intents: [refund_request]", "intents: {refund_request: 3}", "intents: 4"])
def test_nonsense_is_named_by_its_key(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="intents"):
        load_policy(written(tmp_path, text))


@pytest.mark.parametrize("name", generic_names())
def test_generic_examples_are_many_and_of_no_company(name: str) -> None:
    found = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))
    assert len(found["examples"]) >= 40
    assert [text for text in found["examples"] if COMPANY.search(text)] == []


def test_the_starter_is_short_and_says_what_each_part_is_for() -> None:
    lines = (Path(__file__).parents[2] / "support.yml").read_text("utf-8").splitlines()
    assert len(lines) <= 200
    assert sum(line.lstrip().startswith("#") for line in lines) >= 30
