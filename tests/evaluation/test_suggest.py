"""Intents that a policy lacks: which questions count, how they are grouped, and what is printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from bot.domain import Classification, IntentScore
from bot.evaluation.suggest import as_yaml, covered, opening_questions, suggest
from bot.policy import Policy, load_policy
from tests.fakes.embedding import WordEmbedder

ROOT = Path(__file__).parents[2]
WEBHOOKS = [
    "do you sign the webhook payloads",
    "how can I verify the signature of a webhook payload",
    "webhook payload signature check fails",
    "is there a signature header on webhook payloads",
]
SIGNED = [
    "webhook payload signature",
    "webhook payload signature missing",
    "webhook payload signature fails",
    "old webhook payload",
]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(ROOT / "support.yml")


def surely(name: str, confidence: float) -> Classification:
    return Classification(intents=(IntentScore(name, confidence),))


def test_only_what_customers_wrote_before_an_answer_is_the_question_and_each_question_counts_once() -> None:
    def turns(*said: tuple[str, str]) -> dict[str, object]:
        return {"turns": [{"role": role, "text": text} for role, text in said]}

    tickets = [
        turns(("staff", "welcome"), ("customer", "hi"), ("user", "export?"), ("staff", "so"), ("customer", "thanks")),
        turns(("customer", "hi"), ("customer", "export?")),
        turns(("staff", "nobody asked")),
    ]
    assert opening_questions(tickets) == ["hi\nexport?"]


def test_a_question_is_covered_by_a_sure_intent_a_strict_one_or_when_it_is_none(policy: Policy) -> None:
    assert covered(policy, surely("billing_query", 0.8))
    assert covered(policy, Classification(intents=(), chatter=True))
    assert covered(policy, Classification(intents=(), escalate=("legal",)))
    assert not covered(policy, surely("billing_query", 0.7))
    assert not covered(policy, Classification(intents=(IntentScore("billing_query", 0.9),), out_of_scope=True))
    assert not covered(policy, Classification(intents=()))


async def suggested(policy: Policy, texts: Sequence[str], least: int = 3) -> list[tuple[str, int]]:
    found = await suggest(policy, texts, WordEmbedder(), least, 2)
    return [(one.name, one.questions) for one in found]


async def test_alike_questions_become_an_intent_and_lone_ones_do_not(policy: Policy) -> None:
    assert await suggested(policy, [*SIGNED, "does anyone play chess"]) == [("webhook_payload", 4)]
    assert await suggested(policy, WEBHOOKS[:2], least=3) == []
    assert await suggested(policy, []) == []


async def test_the_same_questions_give_the_same_suggestions(policy: Policy) -> None:
    assert await suggest(policy, WEBHOOKS, WordEmbedder(), 2, 3) == await suggest(
        policy, WEBHOOKS, WordEmbedder(), 2, 3
    )


async def test_what_is_printed_can_be_pasted_into_the_policy(policy: Policy, tmp_path: Path) -> None:
    odd = [f'{text}: - "quoted" & *starred* # {{x}}\nsecond line' for text in WEBHOOKS]
    found = await suggest(policy, odd, WordEmbedder(), 3, 2)
    read = yaml.safe_load("intents:\n" + as_yaml(found))
    assert read == {"intents": {one.name: {"examples": list(one.examples)} for one in found}}
    assert len(found) == 1
    file = tmp_path / "support.yml"
    file.write_text("intents:\n" + as_yaml(found), encoding="utf-8")
    assert list(load_policy(file).intents) == [found[0].name]


def test_the_command_prints_suggestions_of_imported_conversations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"id": str(n), "turns": [{"role": "customer", "text": text}]} for n, text in enumerate(WEBHOOKS)]
    file = tmp_path / "imported.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "support.yml").write_text(
        "intents:\n  password_reset: {examples: [reset my password, forgot password, new password please]}\n"
        "  invoices: {examples: [where is my invoice, send me the invoice, invoice for March]}\n"
    )
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(app, ["policy", "suggest", str(file), "--json"])
    found = json.loads(told.stdout)
    assert (found["questions"], found["uncovered"], found["grouped"]) == (4, 4, 4)
    assert [(one["name"], one["questions"]) for one in found["intents"]] == [("webhook_payload", 4)]
    plain = CliRunner().invoke(app, ["policy", "suggest", str(file)])
    assert "  webhook_payload:\n    examples:\n" in plain.stdout


def test_the_command_tells_of_a_file_that_it_cannot_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    told = CliRunner().invoke(app, ["policy", "suggest", str(tmp_path / "none.jsonl")])
    assert told.exit_code == 1
    assert "no such file or folder" in told.stderr
