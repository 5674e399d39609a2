"""One knowledge index for processes that share a database and no folder. PostgreSQL alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.domain import SearchQuery
from bot.errors import TransientError
from bot.knowledge.search import HybridIndex
from bot.knowledge.sync_report import SyncReport
from bot.platform.qdrant.builds import Builds
from bot.shared_index import SharedIndex, SyncUnderWayError
from bot.store.index_builds import KEPT, IndexBuilds
from bot.store.store import Store
from tests.fakes.clock import ManualClock
from tests.fakes.databases import own_database
from tests.fakes.embedding import WordEmbedder
from tests.knowledge.making import article, make_index, open_edge

pytestmark = pytest.mark.slow

APPLES, PEARS = article("apples", "Apples are red."), article("pears", "Pears are green.")
MODEL = WordEmbedder().name


class Process:
    """A process on a machine of its own: what it holds of the index, and how it searches."""

    def __init__(self, published: IndexBuilds, folder: Path, embedding: str = MODEL) -> None:
        self.root = folder / "index"
        self.shared = SharedIndex(published, folder, embedding)
        self.index: HybridIndex = open_edge(self.root)

    async def sync(self, *articles: object) -> SyncReport:
        """`kb sync`, called here."""

        async def work() -> SyncReport:
            return make_index(self.root, articles)  # type: ignore[arg-type]

        return await self.shared.sync(work)

    async def finds(self, query: str) -> list[str]:
        """The articles that a search finds here."""
        return sorted({passage.article_id for passage in await self.index.search(SearchQuery(query))})

    @property
    def build(self) -> str | None:
        """The build that is searched here."""
        return Builds(self.root).current()


@pytest.fixture
def address() -> Iterator[str]:
    """A PostgreSQL database of the test's own."""
    yield from own_database()


@pytest_asyncio.fixture
async def published(address: str) -> AsyncIterator[IndexBuilds]:
    """What is published."""
    store = await Store.open(address, ManualClock(), lambda: "id")
    yield IndexBuilds(store.database)
    await store.close()


@pytest_asyncio.fixture
async def pair(published: IndexBuilds, tmp_path: Path) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes with a DATA_DIR each."""
    made = Process(published, tmp_path / "one"), Process(published, tmp_path / "other")
    yield made
    for process in made:
        await process.index.close()


async def test_what_is_synced_at_one_place_is_searched_at_all_whoever_syncs_next(pair: tuple[Process, Process]) -> None:
    one, other = pair
    await one.sync(APPLES)
    assert not await one.shared.meet()
    assert await other.shared.meet()
    assert await other.index.refresh()
    assert await other.finds("apples") == ["apples"]
    assert not await other.shared.meet()
    report = await other.sync(APPLES, PEARS)
    assert (report.added, report.unchanged, report.embedded) == (("pears",), 1, 1)  # on top of what was fetched
    assert await one.shared.meet()
    assert await one.index.refresh()
    assert await one.finds("apples pears") == ["apples", "pears"]
    assert one.build == other.build


async def test_a_sync_goes_on_from_what_another_process_published_meanwhile(pair: tuple[Process, Process]) -> None:
    one, other = pair
    await one.sync(APPLES)
    await other.sync(APPLES, PEARS)
    assert (await one.sync(APPLES)).removed == ("pears",)
    assert await other.shared.meet()
    assert await other.finds("apples pears") == ["apples"]


async def test_the_build_of_who_starts_first_on_new_tables_is_published(pair: tuple[Process, Process]) -> None:
    one, other = pair
    make_index(one.root, [APPLES])
    assert not await one.shared.meet()
    assert await other.shared.meet()
    assert one.build == other.build


async def test_one_sync_at_a_time_and_nobody_fetches_during_it(pair: tuple[Process, Process]) -> None:
    one, other = pair
    await one.sync(APPLES)
    began, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> SyncReport:
        began.set()
        await go_on.wait()
        return make_index(one.root, [APPLES, PEARS])

    syncing = asyncio.create_task(one.shared.sync(slow))
    await began.wait()
    with pytest.raises(SyncUnderWayError, match="another `kb sync` is running on this database"):
        await other.sync(PEARS)
    assert not await other.shared.meet()
    go_on.set()
    await syncing
    assert await other.shared.meet()
    assert await other.finds("apples pears") == ["apples", "pears"]


async def test_a_sync_that_was_stopped_is_no_hindrance_and_publishes_nothing_when_it_wakes(
    address: str, tmp_path: Path
) -> None:
    stores = [await Store.open(address, ManualClock(), lambda: "id") for _ in range(2)]
    one, other = (Process(IndexBuilds(s.database), tmp_path / str(n)) for n, s in enumerate(stores))

    async def stopped() -> SyncReport:
        """Others go on meanwhile: it is not heard of for a minute."""
        report = make_index(one.root, [APPLES])
        with pytest.raises(SyncUnderWayError):  # as long as it beats
            await other.sync(PEARS)
        async with stores[1].database.write() as tx:
            await tx.execute(sa.text("UPDATE executors SET seen_at = seen_at - interval '1 minute'"))
        assert (await other.sync(PEARS)).switched
        return report

    with pytest.raises(TransientError, match="stopped for so long that another went on: run it again"):
        async with one.shared.heard_of():
            await one.shared.sync(stopped)
    assert await one.shared.meet()
    assert one.build == other.build
    assert await one.finds("apples pears") == ["pears"]
    for process, store in zip((one, other), stores, strict=True):
        await process.index.close()
        await store.close()


async def test_a_sync_that_fails_publishes_nothing_and_lets_the_next_one_in(pair: tuple[Process, Process]) -> None:
    one, other = pair
    await one.sync(APPLES)
    apples = one.build

    async def fails() -> SyncReport:
        make_index(one.root, [PEARS])
        raise TransientError("a source is down")

    with pytest.raises(TransientError, match="a source is down"):
        await one.shared.sync(fails)
    await other.shared.meet()
    assert other.build == apples != one.build
    assert (await other.sync(APPLES, PEARS)).switched


async def test_a_build_of_another_model_is_never_fetched(
    pair: tuple[Process, Process], published: IndexBuilds, tmp_path: Path
) -> None:
    one, _ = pair
    await one.sync(APPLES)
    third = Process(published, tmp_path / "third", "words-2")
    assert not await third.shared.meet()
    assert third.build is None
    await third.index.close()


async def test_a_damaged_archive_is_refused_and_a_few_builds_are_kept(
    pair: tuple[Process, Process], published: IndexBuilds
) -> None:
    one, other = pair
    for number in range(KEPT + 2):
        await one.sync(article("apples", f"Apples are red, {number}."))
    async with published.database.write() as tx:
        assert (await tx.execute(sa.text("SELECT count(*) FROM index_builds"))).scalar_one() == KEPT
        await tx.execute(sa.text("UPDATE index_parts SET content = '\\x00'::bytea"))
    with pytest.raises(TransientError, match="came damaged"):
        await other.shared.meet()
    assert other.build is None
