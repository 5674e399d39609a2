"""A small site is asked over an index of its own, down the product's own path."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.demo.policy import COMPANY
from bot.domain import Decision
from bot.evaluation.site.data import Asked, read_asked, read_site
from bot.evaluation.site.judge import Outcome
from bot.evaluation.site.play import figures, play_site
from bot.platform.clock import SystemClock
from bot.policy import load_policy
from bot.settings import Settings

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
async def test_a_site_is_asked_over_an_index_of_its_own(tmp_path: Path, trained: Path) -> None:
    kb, questions = tmp_path / "kb.jsonl", tmp_path / "questions.jsonl"
    article = {
        "id": "boards",
        "title": "Limits of boards",
        "units": [["Limits", "A board holds 500 cards."], ["Limits", "Archived cards do not count."]],
    }
    kb.write_text(json.dumps(article))
    rows = [
        {"article": "boards", "question": "How many cards does a board hold?", "answerable": True, "answer": [0]},
        {"article": "boards", "question": "Who won the chess match in Paris?", "answerable": False, "answer": []},
    ]
    questions.write_text("\n".join(map(json.dumps, rows)))
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    (data_dir / "models").symlink_to(trained / "models")
    seen: list[str] = []

    def watch(asked: Asked, decision: Decision, outcome: Outcome) -> None:
        seen.append(f"{asked.question} {outcome.drafted} {len(decision.passages)}")

    settings, site = Settings.model_construct(data_dir=data_dir), read_site(kb, date.today())
    policy = load_policy(COMPANY)
    told: list[str] = []
    outcomes = await play_site(
        settings,
        policy,
        SystemClock(),
        site,
        read_asked(questions, site),
        lambda stage, done, size: told.append(stage),
        watch,
    )
    assert figures(outcomes)["questions"] == len(seen) == 2
    assert "questions" in told
    assert outcomes[0].right
    assert not outcomes[1].drafted
