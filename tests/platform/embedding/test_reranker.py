"""The cross-encoder that `knowledge.reranker` switches on, with a model made here."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.domain import SearchQuery
from bot.errors import ConfigError, PermanentError
from bot.knowledge.open_index import open_index
from bot.knowledge.search import HybridIndex
from bot.platform.embedding.reranker import LocalReranker
from bot.platform.qdrant.bm25 import Bm25Encoder
from bot.platform.qdrant.builds import Builds
from bot.platform.qdrant.edge import EdgeEngine
from bot.policy import Knowledge, Policy
from bot.settings import Settings
from tests.fakes.embedding import WordEmbedder
from tests.fakes.tiny_model import make_tiny_reranker
from tests.knowledge.making import article, make_index


async def test_a_model_in_a_folder_scores_pairs(tmp_path: Path) -> None:
    reranker = LocalReranker(str(make_tiny_reranker(tmp_path / "tiny", "how red green blue", "green")), tmp_path)
    assert await reranker.scores("how green", ["red", "green green", ""]) == [1.0, 3.0, 1.0]
    await reranker.close()


async def test_the_policy_switches_it_on_and_it_changes_the_order_not_the_relevance(tmp_path: Path) -> None:
    articles = [article("reds", "red red rows"), article("greens", "green rows"), article("blues", "blue rows")]
    make_index(tmp_path / "index", articles)
    model = make_tiny_reranker(tmp_path / "tiny", "red green blue rows", "green")
    settings = Settings(_env_file=None, data_dir=tmp_path)
    found = {}
    for name in (None, str(model)):
        policy = Policy(intents={}, knowledge=Knowledge(reranker=name))
        index = await open_index(settings, policy, WordEmbedder(), floor=0.0)
        found[name] = await index.search(SearchQuery("red rows"))
        await index.close()
    plain, reranked = found.values()
    assert plain[0].article_id == "reds"
    assert reranked[0].article_id == "greens"
    assert {passage.id: passage.score for passage in plain} == {passage.id: passage.score for passage in reranked}


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("no-such/model", "neither a folder nor a cross-encoder"), ("{folder}", "could not be loaded")],
)
async def test_a_wrong_name_is_a_clear_error_when_the_index_is_opened(
    tmp_path: Path, name: str, complaint: str
) -> None:
    policy = Policy(intents={}, knowledge=Knowledge(reranker=name.format(folder=tmp_path)))
    settings = Settings(_env_file=None, data_dir=tmp_path)
    with pytest.raises(ConfigError, match=rf"knowledge\.reranker: .*{complaint}"):
        await open_index(settings, policy, WordEmbedder())


class BrokenReranker:
    """Fails on every text."""

    async def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        raise PermanentError("the reranker failed on a text")

    async def close(self) -> None: ...


async def test_a_reranker_that_fails_leaves_the_order_as_it_was(tmp_path: Path) -> None:
    make_index(tmp_path, [article("reds", "red rows"), article("blues", "blue rows")])
    engine = EdgeEngine(Builds(tmp_path), "words-1")
    index = HybridIndex(engine, WordEmbedder(), Bm25Encoder(), reranker=BrokenReranker())
    assert [passage.article_id for passage in await index.search(SearchQuery("blue rows"))] == ["blues", "reds"]
    await index.close()
