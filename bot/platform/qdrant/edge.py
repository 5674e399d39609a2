"""Qdrant Edge, the engine inside our process: writes builds in a child, searches a copy of the current one."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import qdrant_edge as edge

from bot.domain import Passage
from bot.domain.ports import Progress, Vectors
from bot.errors import EarnestError, IndexUnavailableError, TransientError
from bot.knowledge.records import from_payload, key_of, to_payload
from bot.knowledge.vector_engine import TOLD_DEPTH, Entry, Found, Hit, Rarity, SparseVector, Where
from bot.platform.qdrant.builds import Builds
from bot.platform.qdrant.copies import OwnCopy, copy_of

DENSE, SPARSE, TOLD = "dense", "bm25", "told"
FILTERED = ("product_area", "audience", "for_plans")
_SHARD = "shard"
_BATCH = 256
_TRIES = 3
T = TypeVar("T")


class EdgeWriter:
    """Fulfils IndexWriter. Blocks, and holds the GIL for seconds while it optimizes: call it in a child process."""

    def has(self, build: str, folder: Path) -> bool:
        """The shard is part of the build's folder, which exists whole or not at all."""
        return (folder / _SHARD).is_dir()

    def write(self, build: str, folder: Path, entries: Sequence[Entry], progress: Progress) -> None:
        """A new shard in `folder`."""
        path = folder / _SHARD
        path.mkdir()
        shard = edge.EdgeShard.create(str(path), _config(len(entries[0].dense)))
        try:
            for field in FILTERED:
                shard.update(edge.UpdateOperation.create_field_index(field, edge.PayloadSchemaType.Keyword))
            for start in range(0, len(entries), _BATCH):
                part = entries[start : start + _BATCH]
                shard.update(edge.UpdateOperation.upsert_points([_point(entry) for entry in part]))
                progress("index", start + len(part), len(entries))
            shard.optimize()
            shard.flush()
        finally:
            shard.close()

    def publish(self, build: str, previous: str | None) -> None:
        """Nothing beyond the pointer file: processes see that by themselves."""


def _config(dimension: int) -> edge.EdgeConfig:
    return edge.EdgeConfig(
        vectors={
            DENSE: edge.EdgeVectorParams(size=dimension, distance=edge.Distance.Cosine),
            # One vector a sentence, compared only with what the other lists found: no graph, half precision, mapped.
            TOLD: edge.EdgeVectorParams(
                size=dimension,
                distance=edge.Distance.Cosine,
                multivector_config=edge.MultiVectorConfig(edge.MultiVectorComparator.MaxSim),
                datatype=edge.VectorStorageDatatype.Float16,
                hnsw_config=edge.HnswIndexConfig(m=0, ef_construct=4, full_scan_threshold=10),
                on_disk=True,
            ),
        },
        # Mapped, not pinned: a third less memory with pairs of words in it, and searches take as long.
        sparse_vectors={SPARSE: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf, memory=edge.Memory.Cached)},
        wal_enabled=False,  # a build counts once it is flushed and published, so there is nothing to replay
    )


def _point(entry: Entry) -> edge.Point:
    sparse = edge.SparseVector(list(entry.sparse.indices), list(entry.sparse.values))
    vector: dict[str, list[float] | edge.SparseVector | list[list[float]]] = {
        DENSE: entry.dense.tolist(),
        SPARSE: sparse,
    }
    if entry.told is not None and len(entry.told):
        vector[TOLD] = entry.told.tolist()
    return edge.Point(key_of(entry.passage.id), vector, to_payload(entry.passage))


@dataclass(slots=True)
class _Open:
    """The build that this process searches."""

    build: str
    stamp: tuple[int, int]
    shard: edge.EdgeShard
    copy: OwnCopy
    rarity: Rarity
    told: bool

    def close(self) -> None:
        self.shard.close()
        self.copy.remove()


class EdgeEngine:
    """Fulfils VectorEngine over the builds in a folder. All calls into the shard run on one thread of its own, which
    looks at the pointer file before each search and opens a newer build when there is one."""

    def __init__(self, builds: Builds, embedding: str) -> None:
        self._builds = builds
        self._embedding = embedding
        self._open: _Open | None = None
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="qdrant-edge")

    async def top(self, dense: Vectors, sparse: SparseVector, where: Where, depth: int) -> Found:
        """See VectorEngine."""
        return await self._on_thread(lambda: self._top(dense, sparse, where, depth))

    async def passages(self, keys: Sequence[int]) -> list[Passage]:
        """See VectorEngine."""
        return await self._on_thread(lambda: self._passages(keys))

    async def rarity(self) -> Rarity:
        """See VectorEngine."""
        here = self._unchanged()
        return here.rarity if here else await self._on_thread(lambda: self._current().rarity)

    async def build(self) -> str:
        """See VectorEngine."""
        here = self._unchanged()
        return here.build if here else await self._on_thread(lambda: self._current().build)

    async def refresh(self) -> bool:
        """See VectorEngine."""
        return await self._on_thread(self._refresh)

    async def close(self) -> None:
        """Close and delete this process's copy."""
        await self._on_thread(self._close)
        self._executor.shutdown(wait=True)

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, _mapped, work)

    def _close(self) -> None:
        if self._open:
            self._open.close()
            self._open = None

    def _unchanged(self) -> _Open | None:
        """What is open, where it is the newest: what is known of it needs no visit to the thread."""
        with suppress(IndexUnavailableError, OSError):
            if self._open and self._open.stamp == self._stamp():
                return self._open
        return None

    def _refresh(self) -> bool:
        stamp = self._stamp()
        if self._open and self._open.stamp == stamp:
            return False
        opened = self._load(stamp)
        self._close()
        self._open = opened
        return True

    def _stamp(self) -> tuple[int, int]:
        try:
            found = self._builds.pointer.stat()
        except FileNotFoundError:
            raise IndexUnavailableError("there is no knowledge index yet: run `python -m bot kb sync`") from None
        return found.st_mtime_ns, found.st_ino

    def _load(self, stamp: tuple[int, int]) -> _Open:
        for _ in range(_TRIES):
            build = self._builds.current() or ""
            manifest = self._builds.manifest(build)
            if manifest.embedding != self._embedding:
                raise IndexUnavailableError(
                    f"the knowledge index was built with {manifest.embedding}, the model is now {self._embedding}: "
                    "run `python -m bot kb sync`, or set EMBEDDING_MODEL back"
                )
            try:
                rarity = self._builds.rarity(build)
                copy = copy_of(self._builds.folder(build) / _SHARD, self._builds.copies)
            except (FileNotFoundError, shutil.Error):
                continue  # a newer build took its place while we copied
            return _Open(build, stamp, _shard(copy, manifest.points), copy, rarity, manifest.told)
        raise IndexUnavailableError(f"no readable index in {self._builds.root}: run `python -m bot kb sync --rebuild`")

    def _current(self) -> _Open:
        self._refresh()
        assert self._open is not None
        return self._open

    def _top(self, dense: Vectors, sparse: SparseVector, where: Where, depth: int) -> Found:
        current, restrict, asked = self._current(), _filter(where), dense.tolist()
        kinds = {"near": edge.Query.Nearest(asked, DENSE)}
        if sparse.indices:
            words = edge.SparseVector(list(sparse.indices), list(sparse.values))
            kinds["words"] = edge.Query.Nearest(words, SPARSE)
        queries = [edge.QueryRequest(depth, query=query, filter=restrict) for query in kinds.values()]
        if current.told:
            first = [edge.Prefetch(TOLD_DEPTH, query=query, filter=restrict) for query in kinds.values()]
            nearest = edge.Query.Nearest(asked, TOLD)
            queries.append(edge.QueryRequest(2 * TOLD_DEPTH, query=nearest, prefetches=first))
        found = [_hits(points) for points in current.shard.query_batch(edge.QueryBatchRequest(queries))]
        told = found.pop() if current.told else []
        return Found(found[0], found[1] if sparse.indices else [], told)

    def _passages(self, keys: Sequence[int]) -> list[Passage]:
        if not keys:
            return []
        found = self._current().shard.retrieve(list(keys), True, False)
        by_key = {record.id: from_payload(record.payload) for record in found if record.payload}
        return [by_key[key] for key in keys if key in by_key]


def _shard(copy: OwnCopy, points: int) -> edge.EdgeShard:
    try:
        shard = edge.EdgeShard.load(str(copy.folder))
        if shard.info().points_count == points:
            return shard
        shard.close()
    except Exception:
        copy.remove()
        raise
    copy.remove()
    raise IndexUnavailableError("the knowledge index lacks passages: run `python -m bot kb sync --rebuild`")


def _filter(where: Where) -> edge.Filter | None:
    wanted = ((FILTERED[0], where.product_areas), (FILTERED[1], where.audiences), (FILTERED[2], where.plans))
    must = [edge.FieldCondition(key, match=edge.MatchAny(list(values))) for key, values in wanted if values]
    return edge.Filter(must=[*must]) if must else None


def _hits(points: Sequence[edge.ScoredPoint]) -> list[Hit]:
    return [Hit(int(point.id), point.score) for point in points]


def _mapped(work: Callable[[], T]) -> T:
    """Run a call into the engine; its errors, which share no base class, become ours."""
    try:
        return work()
    except EarnestError:
        raise
    except OSError as error:
        raise TransientError(f"the knowledge index could not be read: {error.strerror or error}") from error
    except Exception as error:
        raise IndexUnavailableError(
            f"the knowledge index cannot be searched ({error}): run `python -m bot kb sync --rebuild`"
        ) from error
