"""The starter and the invented company's policy give no trust away, escalate what they must, and copy no data set."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.classify.policy_rules import Rules
from bot.demo.policy import COMPANY
from bot.domain import Mode
from bot.policy import Policy, load_policy
from tests.kb_seed.seed import PLANS, ROOT

STARTER = ROOT / "support.yml"
DATA = ROOT.parent / "shared" / "data" / "intents"
AT_ONCE = {
    "account_deletion",
    "refund_request",
    "abuse_report",
    "complaint",
    "security_report",
    "outage_report",
    "legal",
    "human_request",
}
ANSWERABLE = {"password_reset", "billing_query", "feature_question", "bug_report", "general_question", "chatter"}


@pytest.fixture(scope="module", params=[STARTER, COMPANY], ids=["starter", "company"])
def file(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture(scope="module")
def policy(file: Path) -> Policy:
    return load_policy(file)


def matches(policy: Policy, text: str) -> set[str]:
    """What rules name by themselves; what waits for the learned layer is left out."""
    hits = Rules(policy.rules).read(text)
    return {*hits.intents, *hits.signals}


def normalised(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower())) or text


def test_the_file_has_the_agreed_keys_and_no_other(file: Path) -> None:
    raw: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    agreed = "mode desk intents clusters rules teams accounts channels hours thresholds knowledge tools emoji"
    assert set(agreed.split()) <= set(raw) <= {*agreed.split(), "voice", "spend", "review", "retention"}


def test_a_new_install_answers_nobody_without_a_person(policy: Policy) -> None:
    assert policy.mode is Mode.DRAFT
    assert [name for name, intent in policy.intents.items() if intent.trust == "pinned"] == []


def test_the_escalating_intents_are_exactly_the_agreed_ones(policy: Policy) -> None:
    assert {name for name, intent in policy.intents.items() if intent.escalate} == AT_ONCE
    assert set(policy.intents) == AT_ONCE | ANSWERABLE


def test_every_intent_has_enough_examples_and_none_twice(policy: Policy) -> None:
    seen: dict[str, str] = {}
    for name, intent in policy.intents.items():
        assert len(intent.examples) >= 15, name
        for example in intent.examples:
            key = normalised(example)
            assert key not in seen, f"{example!r} is in {name} and in {seen.get(key)}"
            seen[key] = name


def test_it_holds_no_id_of_a_workspace_that_is_not_the_installers(policy: Policy) -> None:
    assert policy.channels == {}
    assert [account.team_id for account in policy.accounts.values() if account.team_id] == []


def test_accounts_are_on_plans_that_the_articles_know(policy: Policy) -> None:
    assert {account.plan for account in policy.accounts.values()} <= PLANS
    assert len({account.plan for account in policy.accounts.values()}) == 2


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("please REFUND the last invoice", "refund_request"),
        ("I want my money back now", "refund_request"),
        ("pls delete my acount", "account_deletion"),
        ("let me talk to a person", "human_request"),
        ("let me speak w a real agent", "human_request"),
        ("I am not talking to a bot", "human_request"),
        ("i have a complaint", "complaint"),
        ("our lawyers will write to you", "legal"),
        ("the whole system is down", "outage_report"),
        ("I think we were hacked", "security_report"),
        ("a user is harassing our dispatcher", "abuse_report"),
        ("this is ridiculous", "frustration"),
        ("we are switching to a competitor", "churn"),
        ("need this asap", "urgent"),
    ],
)
def test_a_plain_word_is_enough_for_a_rule(policy: Policy, text: str, intent: str) -> None:
    assert intent in matches(policy, text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I reset my password?",
        "where can I change the name in my account",
        "can a technician close a work order",
        "delete a custom field",
        "how do we cancel a scheduled visit",
        "I want to remove a user from a team",
        "the lumio account of our new office needs a logo",
        "does the agent field appear in the export?",
        "how many people can use the board at once",
        "can the technician call the customer from the app",
        "when will the invoice be sent",
        "two people changed the same work order",
        "what can a technician still do when the app is offline",
        "where do we log customer complaints about noise",
        "how should I file a complaint from a tenant as a work order",
        "does a power outage at the site stop the schedule",
        "which on-call person is rung first",
        "remove a card from the billing account",
    ],
)
def test_rules_leave_ordinary_questions_alone(policy: Policy, text: str) -> None:
    assert matches(policy, text) & AT_ONCE == set()


def test_a_rule_names_an_escalating_intent_only_where_the_example_may_be_strict(policy: Policy) -> None:
    for name in ANSWERABLE:
        for example in policy.intents[name].examples:
            assert matches(policy, example) & AT_ONCE == set(), example


@pytest.mark.parametrize("source", ["banking77-train", "clinc150-train", "clinc150-val", "support-dev"])
def test_no_example_was_taken_from_the_development_data(policy: Policy, source: str) -> None:
    path: Path = DATA / f"{source}.jsonl"
    if not path.exists():
        pytest.skip(f"no {source}.jsonl in ../shared/data/intents; nothing to compare with")
    ours = {normalised(example) for intent in policy.intents.values() for example in intent.examples}
    with path.open(encoding="utf-8") as lines:
        theirs = {normalised(json.loads(line)["text"]) for line in lines}
    assert ours & theirs == set()
