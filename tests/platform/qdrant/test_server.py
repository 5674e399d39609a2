"""What a Qdrant server may do to us: refuse, fail, say nothing, or switch while somebody searches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from qdrant_client import AsyncQdrantClient

from bot.errors import EarnestError, IndexUnavailableError, PermanentError, TransientError
from bot.knowledge.load.outcome import Loaded
from bot.knowledge.sync import sync
from bot.knowledge.sync_report import SyncReport
from bot.knowledge.vector_engine import SparseVector, Where
from bot.platform.qdrant.bm25 import Bm25Encoder
from bot.platform.qdrant.builds import Builds
from bot.platform.qdrant.server import ServerEngine, ServerWriter, alias_of
from tests.fakes.embedding import WordEmbedder
from tests.fakes.qdrant_server import Fault, QdrantServer
from tests.knowledge.making import article

MODEL = "words-1"
APPLES, PEARS = article("apples", "Apples are red."), article("pears", "Pears are green.")


@pytest.fixture
def server() -> Iterator[QdrantServer]:
    """A server of the test's own, which nothing may have called in a way that its document does not know."""
    with QdrantServer() as made:
        yield made
    assert made.broken == []


@pytest_asyncio.fixture
async def engine(server: QdrantServer) -> AsyncIterator[ServerEngine]:
    """A searching process, which waits a second at most."""
    made = ServerEngine("", MODEL, client=AsyncQdrantClient(url=server.url, timeout=1, check_compatibility=False))
    yield made
    await made.close()


async def put(server: QdrantServer, root: Path, *articles: object, key: str | None = None) -> SyncReport:
    """Sync these articles, on a thread as writers block."""
    loaded, writer = Loaded(articles), ServerWriter(server.url, MODEL, key)  # type: ignore[arg-type]
    quiet = lambda stage, done, size: None  # noqa: E731
    return await asyncio.to_thread(sync, loaded, Builds(root), WordEmbedder(), Bm25Encoder(), writer, quiet)


async def search(engine: ServerEngine) -> int:
    """How many passages are found."""
    found = await engine.top(np.ones(WordEmbedder().dimension, np.float32), SparseVector((), ()), Where(), 10)
    return len(found[0])


async def test_every_call_of_the_document_is_made_and_each_as_it_says(
    server: QdrantServer, engine: ServerEngine, tmp_path: Path
) -> None:
    await put(server, tmp_path, APPLES)
    await put(server, tmp_path, APPLES, PEARS)
    found = await engine.top(np.ones(WordEmbedder().dimension, np.float32), SparseVector((), ()), Where(), 10)
    assert len(await engine.passages([hit.key for hit in found[0]])) == 2
    assert (await engine.rarity()).points == 2
    facts = await engine.facts()
    assert (facts.version, facts.points, facts.dimension) == ("1.19.0", 2, WordEmbedder().dimension)
    assert set(server.calls) == server.operations


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        (Fault("query_batch_points", 503), TransientError, "answered 503: try again later"),
        (Fault("query_batch_points", 500), TransientError, "answered 500"),
        (Fault("query_batch_points", 429), TransientError, "answered 429"),
        (Fault("query_batch_points", 429, (("Retry-After", "7"),)), TransientError, "answered 429"),
        (Fault("query_batch_points", 401), PermanentError, r"refused a call .401.: check QDRANT_API_KEY"),
        (Fault("query_batch_points", 404), IndexUnavailableError, "kb sync"),
        (Fault("query_batch_points", silent=True), TransientError, "did not answer"),
        (Fault("query_batch_points", garbage=True), PermanentError, "no Qdrant server"),
    ],
    ids=("503", "500", "429", "429 with a time", "401", "404", "silence", "another's page"),
)
async def test_what_a_server_may_answer_is_told_in_our_words_and_the_next_search_goes_on(
    server: QdrantServer, engine: ServerEngine, tmp_path: Path, fault: Fault, error: type[EarnestError], said: str
) -> None:
    await put(server, tmp_path, APPLES)
    server.faults.append(fault)
    with pytest.raises(error, match=said) as caught:
        await search(engine)
    if isinstance(caught.value, TransientError):
        assert caught.value.retry_after_s == (7.0 if fault.headers else None)
    assert await search(engine) == 1


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")  # loopback
async def test_a_server_that_asks_for_a_key_is_shown_it(server: QdrantServer, tmp_path: Path) -> None:
    server.key = "key-1"
    with pytest.raises(PermanentError, match="check QDRANT_API_KEY"):
        await put(server, tmp_path, APPLES)
    await put(server, tmp_path, APPLES, key="key-1")
    for key, found in ((None, pytest.raises(PermanentError, match="check QDRANT_API_KEY")), ("key-1", nullcontext())):
        engine = ServerEngine(server.url, MODEL, key)
        with found:
            assert await search(engine) == 1
        await engine.close()


async def test_nobody_listening_is_worth_another_try() -> None:
    nowhere = ServerEngine(
        "", MODEL, client=AsyncQdrantClient(url="http://127.0.0.1:9", timeout=1, check_compatibility=False)
    )
    with pytest.raises(TransientError, match="did not answer: check that it runs"):
        await search(nowhere)
    await nowhere.close()


@pytest.mark.slow
@pytest.mark.parametrize("operation", ["create_collection", "create_field_index", "upsert_points", "update_aliases"])
async def test_a_sync_that_fails_half_way_leaves_the_old_index_and_the_next_one_ends_it(
    server: QdrantServer, engine: ServerEngine, tmp_path: Path, operation: str
) -> None:
    first = await put(server, tmp_path, APPLES)
    server.faults.append(Fault(operation, 503))
    with pytest.raises(TransientError, match="answered 503"):
        await put(server, tmp_path, APPLES, PEARS)
    assert await search(engine) == 1
    assert Builds(tmp_path).current() == first.build
    assert (await put(server, tmp_path, APPLES, PEARS)).switched
    assert await search(engine) == 2


@pytest.mark.slow
@pytest.mark.parametrize("answer", [Fault("", 500), Fault("", garbage=True)], ids=["500", "another's page"])
@pytest.mark.parametrize("operation", ["create_collection", "create_field_index", "upsert_points", "update_aliases"])
async def test_what_is_done_though_the_answer_says_otherwise_is_found_done_by_the_next_sync(
    server: QdrantServer, engine: ServerEngine, tmp_path: Path, operation: str, answer: Fault
) -> None:
    await put(server, tmp_path, APPLES)
    server.faults.append(replace(answer, operation=operation, done=True))
    with pytest.raises(EarnestError):
        await put(server, tmp_path, APPLES, PEARS)
    assert await search(engine) == (2 if operation == "update_aliases" else 1)
    assert (await put(server, tmp_path, APPLES, PEARS)).switched
    assert await search(engine) == 2


async def test_the_alias_moves_in_one_call_and_what_it_stood_for_goes_after_it(
    server: QdrantServer, engine: ServerEngine, tmp_path: Path
) -> None:
    first = await put(server, tmp_path, APPLES)
    assert await engine.refresh()
    del server.calls[:]
    second = await put(server, tmp_path, APPLES, PEARS)
    assert server.calls.count("update_aliases") == 1
    after = server.calls[server.calls.index("update_aliases") :]
    assert after == ["update_aliases", "delete_collection"]
    assert await engine.refresh()
    assert not await engine.refresh()
    names = [each.collection_name for each in (await engine._client.get_aliases()).aliases]
    assert names == [f"{alias_of(MODEL)}_{second.build}"]
    assert first.build != second.build
