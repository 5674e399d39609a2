"""The evaluation of intents: its figures on known judgements, its command on files, and the bar it holds us to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.errors import ConfigError
from bot.evaluation.intents import Judged, Row, figures, measure, read_lesson, read_rows
from bot.platform.embedding.embedder import LocalEmbedder

ROOT = Path(__file__).parents[2]
DEV = ROOT.parent / "shared" / "data" / "intents" / "support-dev.jsonl"
STRICT = frozenset({"account_deletion", "refund_request", "human_request", "complaint"})
FIELDS = [
    "accuracy",
    "macro_f1",
    "ece",
    "coverage_at_95",
    "coverage_at_97",
    "confusion",
    "oos_auroc",
    "escalate_recall",
    "escalate_precision",
    "ms_p50",
    "embed_ms_p50",
]

TRAIN = [
    ("how do I export to csv", "export"),
    ("download everything as a spreadsheet", "export"),
    ("csv file of my jobs please", "export"),
    ("give me my money back", "refund"),
    ("please refund the payment", "refund"),
    ("return what I paid", "refund"),
    ("what is the meaning of life", "oos"),
    ("sing me a song", "oos"),
]
TEST = [
    ("export my jobs to a csv", "export"),
    ("i want the money back", "refund"),
    ("who won the football match", "oos"),
    ("paint the walls", "decorating"),
]


def write(path: Path, rows: list[tuple[str, str]]) -> Path:
    lines = (json.dumps({"text": text, "intent": intent, "source": "made up"}) for text, intent in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def judged(
    intent: str, said: str, confidence: float, *, known: bool = True, escalated: bool = False, in_scope: float = 1.0
) -> Judged:
    return Judged(Row("text", intent), said, confidence, in_scope, escalated, known)


def test_quality_counts_only_rows_whose_intent_training_knows() -> None:
    found = figures(
        [
            judged("a", "a", 0.9),
            judged("a", "b", 0.6),
            judged("b", "b", 0.8),
            judged("oos", "a", 0.7, known=False, in_scope=0.1),
            judged("other", "b", 0.2, known=False),
        ],
        frozenset(),
        None,
        None,
    )
    assert found.accuracy == pytest.approx(2 / 3, abs=1e-4)
    assert found.macro_f1 == pytest.approx(2 / 3, abs=1e-4)
    assert found.confusion == {"a": {"a": 1, "b": 1}, "b": {"b": 1}}
    assert found.oos_auroc == 1.0
    assert found.escalate_recall is None
    assert found.escalate_precision is None


def test_coverage_is_the_largest_share_that_keeps_the_accuracy() -> None:
    sure = [judged("a", "a", 0.9 - n / 1000) for n in range(38)]
    found = figures(
        [*sure, judged("a", "b", 0.5), judged("a", "a", 0.4), judged("a", "b", 0.3)], frozenset(), None, None
    )
    assert found.coverage_at_95 == 1.0
    assert found.coverage_at_97 == pytest.approx(40 / 41, abs=1e-4)
    assert figures([judged("a", "b", 0.9)], frozenset(), None, None).coverage_at_95 == 0.0


def test_a_threshold_cannot_part_rows_of_one_confidence() -> None:
    found = figures([judged("a", "a", 0.5), judged("a", "b", 0.5)], frozenset(), None, None)
    assert found.coverage_at_95 == 0.0


def test_confidence_that_says_too_much_shows_as_calibration_error() -> None:
    honest = [judged("a", "a" if n < 8 else "b", 0.8) for n in range(10)]
    boasting = [judged("a", "a" if n < 5 else "b", 1.0) for n in range(10)]
    assert figures(honest, frozenset(), None, None).ece == pytest.approx(0.0, abs=1e-6)
    assert figures(boasting, frozenset(), None, None).ece == pytest.approx(0.5)


def test_escalation_counts_over_all_rows() -> None:
    rows = [
        judged("refund_request", "x", 0.5, escalated=True, known=False),
        judged("refund_request", "x", 0.5, known=False),
        judged("other", "x", 0.5, escalated=True, known=False),
        judged("other", "x", 0.5, known=False),
    ]
    found = figures(rows, STRICT, None, None)
    assert (found.escalate_recall, found.escalate_precision) == (0.5, 0.5)
    assert found.accuracy is None
    assert found.oos_auroc is None


def test_shots_keep_the_first_rows_of_each_intent_in_file_order(tmp_path: Path) -> None:
    lesson = read_lesson(write(tmp_path / "t.jsonl", TRAIN), 1, frozenset({"refund"}))
    assert lesson.examples == {text_of[1]: [text_of[0]] for text_of in (TRAIN[0], TRAIN[3], TRAIN[6])}
    assert lesson.policy.intents["refund"].escalate
    assert "oos" not in lesson.policy.intents


@pytest.mark.parametrize(("content", "told"), [("", "holds no rows"), ("{", "line 1"), ('{"text": "x"}', "intent")])
def test_a_wrong_file_is_named(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        read_rows(path)


def test_the_command_prints_json_alone_with_exactly_the_agreed_fields(
    tmp_path: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(model_dir))
    monkeypatch.chdir(tmp_path)
    train, test = write(tmp_path / "t.jsonl", TRAIN), write(tmp_path / "x.jsonl", TEST)
    arguments = ["eval", "intents", "--train", str(train), "--test", str(test), "--escalate", "refund", "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert list(found) == FIELDS
    assert found["accuracy"] == 1.0
    assert found["escalate_recall"] == 1.0
    assert found["confusion"] == {"export": {"export": 1}, "refund": {"refund": 1}}
    assert found["embed_ms_p50"] > 0
    assert found["ms_p50"] > 0


def test_the_command_fails_with_a_sentence_on_a_missing_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["eval", "intents", "--train", "no.jsonl", "--test", "no.jsonl"])
    assert result.exit_code == 1
    assert "no.jsonl" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.slow
@pytest.mark.skipif(not DEV.is_file(), reason="../shared/data is not here: the development rows cannot be measured")
async def test_escalation_holds_on_typos_slang_and_anger(embedder: LocalEmbedder, trained: Path) -> None:
    lesson = read_lesson(ROOT / "support.yml", None, STRICT)
    found = await measure(lesson, read_rows(DEV), embedder, STRICT, lambda *_: None, trained / "models")
    assert found.escalate_recall is not None and found.escalate_recall >= 0.97
    assert found.escalate_precision is not None and found.escalate_precision >= 0.85
    assert found.ece is not None and found.ece <= 0.06
