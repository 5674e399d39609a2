"""The knowledge index of several processes that share a database and no folder: synced once, wherever it is called,
published there, and fetched by all others."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain.ports import Progress
from bot.errors import EarnestError, FencedError, IndexUnavailableError, TransientError
from bot.knowledge.open_index import sync_in_child
from bot.knowledge.sentence_cache import sentences_file
from bot.knowledge.sync_job import index_folder
from bot.knowledge.sync_report import SyncReport
from bot.platform.embedding.embedder import open_embedder
from bot.platform.place import here
from bot.platform.qdrant.archive import pack, unpack
from bot.platform.qdrant.builds import FORMAT
from bot.policy import Policy
from bot.settings import Settings
from bot.store.database import Database
from bot.store.executors import Executors
from bot.store.index_builds import PART_BYTES, IndexBuilds, Published
from bot.store.schema import Standing, read_schema

log = logging.getLogger(__name__)
_SENTENCES = "sentences.npz"
LOOK_AGAIN_S = 1.0
BEAT_EVERY_S = 3.0
TRIES = 20  # looks for a hold to be free that was taken from a process which is gone
FREE_AFTER_S = 0.1


class SyncUnderWayError(TransientError):
    """Somebody else makes a build for all."""


class SharedIndex:
    """One DATA_DIR's part in it. `embedding` is the model's identity: builds of another one are never fetched."""

    def __init__(self, published: IndexBuilds, data_dir: Path, embedding: str) -> None:
        self._published = published
        self._builds = index_folder(data_dir)
        self._sentences = sentences_file(data_dir, embedding)
        self._embedding = embedding

    async def meet(self) -> bool:
        """Fetch what was published since; where nothing ever was, publish what stands here. Whether there is another
        build here now. Raises TransientError and PermanentError."""
        if await self._published.newest(self._embedding, FORMAT) is not None:
            return await self.fetch()
        if self._mine() is not None:
            async with self._published.held(shared=False) as alone:
                if alone and await self._published.newest(self._embedding, FORMAT) is None:
                    await self._publish()
        return False

    async def fetch(self) -> bool:
        """Take over the newest published build, unless it stands here or somebody is just making another."""
        async with self._published.held(shared=True) as held:
            newest = await self._published.newest(self._embedding, FORMAT) if held else None
            return newest is not None and newest.build != self._mine() and await self._take(newest)

    @asynccontextmanager
    async def heard_of(self) -> AsyncIterator[None]:
        """This process among those on the database, for as long as it syncs: not heard of for some time it is given up
        like any other, and what it then publishes is refused."""
        database = self._published.database
        executors = Executors(database)
        number = database.executor = await executors.join(await asyncio.to_thread(here), os.getpid())
        beating = asyncio.create_task(_beat(executors, number), name="heartbeat of kb sync")
        try:
            yield
        except FencedError as error:
            raise TransientError("this `kb sync` was stopped for so long that another went on: run it again") from error
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)
            with suppress(EarnestError):  # the others will notice
                await executors.leave(number)
            database.executor = None

    async def sync(self, work: Callable[[], Awaitable[SyncReport]]) -> SyncReport:
        """Do a sync on top of what was published, as the only one on this database, and publish what it made.

        Raises as `work`, TransientError where another one is under way, and FencedError where this one was not heard
        of for so long that another went on."""
        for left in reversed(range(TRIES)):
            async with self._published.held(shared=False) as alone:
                if alone:
                    return await self._sync(work)
            if left == TRIES - 1 and not await self._published.take_from_gone():
                break
            await asyncio.sleep(FREE_AFTER_S)
        raise SyncUnderWayError("another `kb sync` is running on this database: wait until it has ended")

    async def _sync(self, work: Callable[[], Awaitable[SyncReport]]) -> SyncReport:
        newest = await self._published.newest(self._embedding, FORMAT)
        if newest is not None and newest.build != self._mine():
            await self._take(newest)
        report = await work()
        if not report.dry_run and (newest is None or newest.build != self._mine()):
            await self._publish()
        return report

    def _mine(self) -> str | None:
        """The build here, where it is of this model and format."""
        with suppress(IndexUnavailableError):
            build = self._builds.current()
            if build is not None and self._builds.manifest(build).embedding == self._embedding:
                return build
        return None

    async def _take(self, newest: Published) -> bool:
        self._builds.root.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._builds.root, prefix="fetching-") as folder:
            archive = Path(folder) / "archive"
            with archive.open("wb") as file:
                async for part in self._published.parts(newest.seq):
                    await asyncio.to_thread(file.write, part)
            taken = await asyncio.to_thread(self._put, archive, newest)
        if taken:
            log.info("fetched build %s of the knowledge index", newest.build)
        return taken

    def _put(self, archive: Path, newest: Published) -> bool:
        with self._builds.lock() as ours:
            if self._mine() == newest.build:
                return False  # another process on this folder was faster
            folder = self._builds.fresh(newest.build)
            beside = unpack(archive, newest.digest, folder)
            if _SENTENCES in beside:
                self._sentences.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(beside[_SENTENCES], self._sentences)
            ours()
            self._builds.finish(folder, newest.build)
            self._builds.point(newest.build)
            self._builds.clean()
            return True

    async def _publish(self) -> None:
        build = self._mine()
        if build is None:
            return
        with TemporaryDirectory(dir=self._builds.root, prefix="publishing-") as folder:
            archive = Path(folder) / "archive"
            beside = {_SENTENCES: self._sentences}
            digest = await asyncio.to_thread(pack, self._builds.folder(build), archive, beside)
            await self._published.publish(build, self._embedding, FORMAT, digest, _parts(archive))
        log.info("published build %s of the knowledge index", build)


async def _beat(executors: Executors, number: int) -> None:
    alive = True
    while alive:
        await asyncio.sleep(BEAT_EVERY_S)
        with suppress(TransientError):
            alive = await executors.beat(number)


def _parts(archive: Path) -> Iterator[bytes]:
    with archive.open("rb") as file:
        while part := file.read(PART_BYTES):
            yield part


@asynccontextmanager
async def shared_index(settings: Settings) -> AsyncIterator[SharedIndex | None]:
    """The index that is shared by DATABASE_URL; None on SQLite, and where the database has no tables of this version
    yet: then the bot publishes what stands here when it has made them. Raises ConfigError, TransientError."""
    if not settings.on_postgres or (await read_schema(settings.store_url)).standing is not Standing.CURRENT:
        yield None
        return
    with closing(open_embedder(settings.embedding_model, settings.data_dir)) as embedder:
        embedding = embedder.name
    database = Database(settings.store_url)
    try:
        yield SharedIndex(IndexBuilds(database), settings.data_dir, embedding)
    finally:
        await database.close()


async def sync_once(
    settings: Settings,
    policy: Policy,
    on_progress: Progress,
    *,
    dry_run: bool = False,
    rebuild: bool = False,
    allow_shrink: bool = False,
) -> SyncReport:
    """`kb sync`: for this process alone on SQLite, for all that share the database on PostgreSQL. Raises as
    `sync_in_child`."""

    async def work() -> SyncReport:
        return await sync_in_child(
            settings, policy, on_progress, dry_run=dry_run, rebuild=rebuild, allow_shrink=allow_shrink
        )

    async with shared_index(settings) as shared:
        if shared is None:
            return await work()
        async with shared.heard_of():
            return await shared.sync(work)


async def fetch_or_sync(settings: Settings, policy: Policy, on_progress: Progress) -> None:
    """Where no index is usable here: fetch it, or make it, which of several processes that start at once one does.

    Raises as `sync_once`."""
    while True:
        async with shared_index(settings) as shared:
            if shared is not None and await shared.fetch():
                return
        try:
            await sync_once(settings, policy, on_progress)
            return
        except SyncUnderWayError:
            await asyncio.sleep(LOOK_AGAIN_S)
