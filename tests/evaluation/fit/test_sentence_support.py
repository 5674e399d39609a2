"""The support of a sentence, and the command that fits its weights anew."""

import json
from pathlib import Path

import numpy as np
import pytest

from bot.answer.check.entail import OFFSET, WEIGHTS, Features, support
from bot.errors import ConfigError
from bot.evaluation.fit.sentence_support import MOST_FALSE, Judged, fitted_on, judged, line, scores, threshold
from bot.platform.entailment import LocalEntailment

SURE = Features(3.0, 4.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    "worse",
    [
        {"over_contradicted": -3.0},
        {"over_absent": -3.0},
        {"covered": 0.0},
        {"runs": 0.0},
        {"facts_apart": 1.0},
        {"unnegated": 1.0},
        {"turned": 1.0},
    ],
)
def test_each_sign_against_a_sentence_lowers_its_support(worse: dict[str, float]) -> None:
    assert 0 < support(SURE._replace(**worse)) < support(SURE) < 1


def drawn(count: int = 4000) -> list[Judged]:
    random = np.random.default_rng(4)
    found = []
    for _ in range(count):
        own = Features(*map(float, random.uniform(-2, 4, 2)), *map(float, random.uniform(0, 1, 7)), 0.0)
        found.append(Judged(own, bool(random.uniform() < support(own)), refused=False))
    return found


def test_the_fit_finds_the_weights_that_made_the_outcomes() -> None:
    weights, offset = fitted_on(drawn(12_000))
    assert weights.over_absent == pytest.approx(WEIGHTS.over_absent, abs=0.1)
    assert weights.turned == WEIGHTS.turned
    assert offset == pytest.approx(OFFSET, abs=0.5)


def test_the_threshold_lets_no_more_false_statements_pass_than_it_may() -> None:
    seen = drawn()
    enough = threshold(seen, WEIGHTS, OFFSET)
    false = [score for score, row in zip(scores(seen, WEIGHTS, OFFSET), seen, strict=True) if not row.true]
    assert 0.9 * MOST_FALSE < np.mean(np.array(false) >= enough) <= MOST_FALSE


def test_what_an_exact_layer_refuses_has_no_support() -> None:
    assert scores([Judged(SURE, True, refused=True)], WEIGHTS, OFFSET) == [0.0]


async def test_statements_are_judged_by_their_whole_article(tmp_path: Path, entailment: LocalEntailment) -> None:
    units = [["Merge", "A merge cannot be undone."], ["Merge", "The oldest order stays."]]
    claims = [
        {"label": "supported", "text": "Once merged, orders can't be separated again."},
        {"label": "contradicted", "text": "A merge can be undone within 7 days."},
        {"label": "supported", "text": "The oldest order stays."},
    ]
    (tmp_path / "x.articles.jsonl").write_text(json.dumps({"id": "m", "title": "Merge", "units": units}) + "\n")
    (tmp_path / "x.questions.jsonl").write_text(json.dumps({"article": "m", "question": "?", "claims": claims}) + "\n")
    seen = await judged(tmp_path, "x", entailment)
    assert [(row.true, row.refused) for row in seen] == [(True, False), (False, True)]
    assert line("x", seen, WEIGHTS, OFFSET, 0.5).endswith("false passed 0.000")


async def test_a_statement_about_no_article_is_named(tmp_path: Path, entailment: LocalEntailment) -> None:
    (tmp_path / "x.articles.jsonl").write_text(json.dumps({"id": "m", "title": "M", "units": [["M", "It is."]]}) + "\n")
    (tmp_path / "x.questions.jsonl").write_text(json.dumps({"article": "n", "claims": []}) + "\n")
    with pytest.raises(ConfigError, match="'n' is no article"):
        await judged(tmp_path, "x", entailment)
