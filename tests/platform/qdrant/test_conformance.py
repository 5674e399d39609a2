"""One suite over both vector engines: Qdrant Edge, and a server, over REST as its published document says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.domain import Article, Audience, Passage
from bot.domain.ports import Vectors
from bot.errors import IndexUnavailableError
from bot.knowledge.load.outcome import Loaded
from bot.knowledge.records import key_of
from bot.knowledge.sync import Told, sync
from bot.knowledge.sync_report import SyncReport
from bot.knowledge.vector_engine import PAIRS, IndexWriter, VectorEngine, Where
from bot.platform.qdrant.bm25 import Bm25Encoder
from bot.platform.qdrant.builds import Builds
from bot.platform.qdrant.edge import EdgeEngine, EdgeWriter
from bot.platform.qdrant.server import ServerEngine, ServerWriter, alias_of
from tests.fakes.embedding import WordEmbedder
from tests.fakes.qdrant_server import QdrantServer
from tests.knowledge.making import article

ARTICLES = [
    article("public", "Everyone may export rows.", area="exports"),
    article("secret", "Staff may export rows beyond the limit.", audience=Audience.INTERNAL, area="exports"),
    article("business", "Business may export many rows.", plans=("Business",), area="exports"),
    article("enterprise", "Enterprise may export most rows.", plans=("Enterprise", "Trial"), area="billing"),
]


class Bench:
    """An engine, and how to put articles into it."""

    def __init__(self, root: Path, writer: IndexWriter, open_as: Callable[[str], VectorEngine]) -> None:
        self.root, self.writer, self.open_as = root, writer, open_as
        self.embedder, self.words = WordEmbedder(), Bm25Encoder()
        self.engine = open_as(self.embedder.name)

    async def put(self, articles: list[Article], told: Told | None = None) -> SyncReport:
        """Sync, on a thread as writers block."""
        loaded = Loaded(tuple(articles))
        builds, quiet = Builds(self.root), lambda stage, done, size: None
        return await asyncio.to_thread(sync, loaded, builds, self.embedder, self.words, self.writer, quiet, told)

    def sentences(self, passages: Sequence[Passage]) -> list[Vectors]:
        """The sentences of each passage as vectors."""
        return [self.embedder.embed_documents(re.split(r"(?<=[.])\s", passage.text)) for passage in passages]

    async def top(self, text: str, where: Where = Where(), depth: int = 10) -> tuple[list[str], list[str]]:  # noqa: B008
        """Article ids by cosine and by words."""
        dense = (await self.embedder.embed([text]))[0]
        both = await self.engine.top(dense, self.words.query(text), where, depth)
        names = {key_of(f"{a.id}#1"): str(a.id) for a in ARTICLES}
        return [names[hit.key] for hit in both[0]], [names[hit.key] for hit in both[1]]


@pytest.fixture(params=["edge", "server"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    if request.param == "edge":
        made = Bench(tmp_path, EdgeWriter(), lambda name: EdgeEngine(Builds(tmp_path), name))
        yield made
        await made.engine.close()
        return
    with QdrantServer() as server:
        made = Bench(tmp_path, ServerWriter(server.url, "words-1"), lambda name: ServerEngine(server.url, name))
        yield made
        await made.engine.close()
    assert server.broken == []


async def test_both_lists_come_back_best_first(bench: Bench) -> None:
    await bench.put(ARTICLES)
    near, words = await bench.top("Staff beyond the limit")
    assert near[0] == words[0] == "secret"
    dense = (await bench.embedder.embed(["Staff beyond the limit"]))[0]
    hits, _, _ = await bench.engine.top(dense, bench.words.query(""), Where(), 10)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert 0.5 < hits[0].score <= 1.0001


async def test_the_nearest_sentence_decides_the_third_list_within_what_may_be_seen(bench: Bench) -> None:
    long = article("long", "Invoices come monthly. Cards may be declined. Zebra stripes may be exported by staff.")
    short = article("short", "Zebra riders pay by card.")
    await bench.put([long, short, *ARTICLES], bench.sentences)
    dense = (await bench.embedder.embed(["zebra stripes may be exported by staff"]))[0]
    names = {key_of(f"{a.id}#1"): str(a.id) for a in (long, short, *ARTICLES)}
    for words in (bench.words.query("zebra"), bench.words.query("")):
        found = await bench.engine.top(dense, words, Where(), 10)
        assert names[found.told[0].key] == "long" and found.told[0].score == pytest.approx(1.0, abs=0.01)
        near = {names[hit.key]: hit.score for hit in found.near}
        assert near["long"] < 0.9
    hidden = await bench.engine.top(dense, bench.words.query("export rows"), Where(audiences=("internal",)), 10)
    assert {names[hit.key] for hit in hidden.told} == {"secret"}


async def test_an_index_without_sentences_is_searched_as_before(bench: Bench) -> None:
    await bench.put(ARTICLES)
    dense = (await bench.embedder.embed(["export"]))[0]
    found = await bench.engine.top(dense, bench.words.query("export"), Where(), 10)
    assert found.told == [] and found.near


async def test_depth_limits_each_list(bench: Bench) -> None:
    await bench.put(ARTICLES)
    assert [len(found) for found in await bench.top("export rows", depth=2)] == [2, 2]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(), {"public", "secret", "business", "enterprise"}),
        (Where(audiences=("public",), plans=("*",)), {"public"}),
        (Where(audiences=("public",), plans=("*", "business")), {"public", "business"}),
        (Where(audiences=("public",), plans=("*", "trial")), {"public", "enterprise"}),
        (Where(product_areas=("billing",)), {"enterprise"}),
        (Where(product_areas=("billing", "exports"), audiences=("internal",)), {"secret"}),
        (Where(product_areas=("nothing",)), set()),
    ],
)
async def test_filters_hold_in_both_lists(bench: Bench, where: Where, expected: set[str]) -> None:
    await bench.put(ARTICLES)
    near, words = await bench.top("export rows", where)
    assert set(near) == set(words) == expected


async def test_words_that_no_passage_holds_give_an_empty_list(bench: Bench) -> None:
    await bench.put(ARTICLES)
    assert (await bench.top("zebra"))[1] == []


async def test_a_passage_comes_back_as_it_was_stored_and_in_the_asked_order(bench: Bench) -> None:
    await bench.put(ARTICLES)
    keys = [key_of("enterprise#1"), key_of("gone#1"), key_of("public#1")]
    enterprise, public = await bench.engine.passages(keys)
    assert (enterprise.id, enterprise.plans, enterprise.url) == (
        "enterprise#1",
        ("Enterprise", "Trial"),
        "https://help.example/enterprise",
    )
    assert (public.text, public.audience, public.product_area) == ("Everyone may export rows.", "public", "exports")
    assert public.reviewed_at == ARTICLES[0].reviewed_at


async def test_rarity_counts_the_passages_that_hold_a_word(bench: Bench) -> None:
    await bench.put(ARTICLES)
    rarity = await bench.engine.rarity()
    (rows,), (staff,), (zebra,) = (bench.words.query(word).indices for word in ("rows", "staff", "zebra"))
    assert (rarity.points, rarity.containing[rows], rarity.containing[staff]) == (4, 4, 1)
    assert rarity.of(rows) < rarity.of(staff) < rarity.of(zebra)
    assert all(token < PAIRS for token in rarity.containing)


async def test_pairs_of_words_are_searched_for_like_words(bench: Bench) -> None:
    await bench.put(ARTICLES)
    dense = (await bench.embedder.embed(["x"]))[0]
    _, found, _ = await bench.engine.top(dense, bench.words.pairs("rows of the enterprise"), Where(), 10)
    assert [hit.key for hit in found] == [key_of("enterprise#1")]


async def test_without_an_index_the_error_says_what_to_run(bench: Bench) -> None:
    for call in (bench.top("x"), bench.engine.refresh(), bench.engine.rarity()):
        with pytest.raises(IndexUnavailableError, match=r"run `python -m bot kb sync`"):
            await call


async def test_a_running_engine_sees_a_new_build_and_says_so_once(bench: Bench) -> None:
    await bench.put(ARTICLES[:1])
    assert await bench.engine.refresh()
    assert not await bench.engine.refresh()
    await bench.put(ARTICLES[1:3])
    assert await bench.engine.refresh()
    assert set((await bench.top("export rows"))[0]) == {"secret", "business"}
    assert not await bench.engine.refresh()


async def test_an_engine_for_another_model_does_not_search_this_index(bench: Bench) -> None:
    await bench.put(ARTICLES)
    other = bench.open_as("words-2")
    with pytest.raises(IndexUnavailableError, match="kb sync"):
        await other.top(np.ones(32, np.float32), bench.words.query("export"), Where(), 5)
    await other.close()


async def test_a_lost_index_is_noticed_by_the_next_sync(bench: Bench, tmp_path: Path) -> None:
    first = await bench.put(ARTICLES)
    if isinstance(bench.engine, ServerEngine):
        await bench.engine._client.delete_collection(f"{alias_of('words-1')}_{first.build}")
    else:
        shard = Builds(tmp_path).folder(first.build) / "shard"
        shard.rename(shard.with_name("elsewhere"))
    report = await bench.put(ARTICLES)
    assert report.switched and "lost its vectors" in report.reason
