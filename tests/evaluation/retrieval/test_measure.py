"""The evaluation of retrieval: its figures, its baselines, and a run of all of it."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.evaluation.retrieval.data import Question, read_questions
from bot.evaluation.retrieval.measure import evaluate
from bot.evaluation.retrieval.ranking import figures, ndcg, percentile, recall, reciprocal_rank
from bot.evaluation.retrieval.systems import Bm25System
from bot.settings import Settings
from tests.fakes.tiny_model import make_tiny_model
from tests.knowledge.making import article

pytestmark = pytest.mark.slow

RANKING = ["a", "b", "c", "d"]


def test_the_figures_are_the_usual_ones() -> None:
    assert recall(RANKING, {"b", "d", "x"}, 3) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKING, {"c"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKING, {"x"}) == 0
    best = 1 + 1 / math.log2(3)
    assert ndcg(RANKING, {"a", "c"}) == pytest.approx((1 + 1 / 2) / best)
    assert ndcg(["a", "b"], {"a", "b"}) == 1
    assert (percentile([5, 1, 3, 2, 4], 0.5), percentile([5, 1, 3, 2, 4], 0.95), percentile([], 0.5)) == (3, 5, 0)
    both = figures([["a"], ["x"]], [{"a"}, {"b"}], [1.0, 3.0])
    assert (both["recall@1"], both["mrr@10"], both["p95_ms"]) == (0.5, 0.5, 3.0)


def test_the_bm25_baseline_is_okapi_as_lucene_scores_it() -> None:
    articles = [article("one", "red red green", title="alpha"), article("two", "red blue blue blue", title="beta")]
    system = Bm25System(articles)
    mean = (4 + 5) / 2  # the titles count
    idf = math.log(1 + (2 - 2 + 0.5) / (2 + 0.5))

    def okapi(times: int, length: int) -> float:
        return idf * times / (times + 1.2 * (0.25 + 0.75 * length / mean))

    assert system.scores("Where are the Reds?") == pytest.approx([okapi(2, 4), okapi(1, 5)], rel=1e-3)


@pytest.fixture
def files(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    kb, queries = tmp_path / "kb.jsonl", tmp_path / "queries.jsonl"
    topics = ["red apples", "green pears", "blue plums", "sweet cherries"]
    kb.write_text("\n".join(json.dumps({"id": t.split()[1], "title": t, "content": f"All about {t}."}) for t in topics))
    rows = [{"id": "1", "query": "tell me about pears", "relevant": ["pears"], "note": "ignored"}]
    rows.append({"id": "2", "turns": ["I bought plums", "are they blue?"], "relevant": ["plums"]})
    queries.write_text("\n".join(map(json.dumps, rows)))
    yield kb, queries


async def test_all_systems_are_measured_side_by_side(files: tuple[Path, Path], tmp_path: Path) -> None:
    words = "red green blue sweet apples pears plums cherries all about tell me i bought are they"
    model = make_tiny_model(tmp_path / "tiny", words)
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", embedding_model=str(model))
    stages: set[str] = set()
    result = await evaluate(settings, *files, lambda stage, done, size: stages.add(stage))
    assert set(result["systems"]) == {"earnest", "bm25", "dense", "rrf"}
    assert result["systems"]["earnest"]["recall@1"] == 1.0
    for row in result["systems"].values():
        assert {"recall@1", "recall@3", "recall@5", "recall@10", "mrr@10", "ndcg@10", "p50_ms", "p95_ms"} == set(row)
        assert 0 < row["p50_ms"] <= row["p95_ms"]
    assert result["index"]["articles"] == 4 and 0 < result["index"]["peak_mb"] < 700
    assert stages == {"cut", "embed", "sentences", "index", "query"}
    assert not (tmp_path / "data" / "index").exists()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("nonsense", "line 1: not valid JSON"),
        ('{"relevant": ["a"]}', "query or turns: must be"),
        ('{"turns": [], "relevant": ["a"]}', "query or turns: must be"),
        ('{"query": "x", "relevant": []}', "relevant: must list at least one"),
        ("", "is empty"),
    ],
)
def test_a_wrong_query_file_is_named_by_line_and_key(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(line)
    with pytest.raises(ConfigError, match=complaint):
        read_questions(path)


def test_turns_are_one_text_for_the_baselines() -> None:
    assert Question("1", ("first", "second"), frozenset("a")).joined == "first\nsecond"
