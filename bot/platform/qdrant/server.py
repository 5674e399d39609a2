"""A Qdrant server or cluster, for knowledge bases that outgrow one process: QDRANT_URL."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from qdrant_client import AsyncQdrantClient, models
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from bot.domain import Passage
from bot.domain.ports import Progress, Vectors
from bot.errors import EarnestError, IndexUnavailableError, PermanentError, TransientError
from bot.knowledge.records import from_payload, key_of, to_payload
from bot.knowledge.vector_engine import TOLD_DEPTH, Entry, Found, Hit, Rarity, SparseVector, Where, rarity_of

DENSE, SPARSE, TOLD = "dense", "bm25", "told"
FILTERED = ("product_area", "audience", "for_plans")
_BATCH = 128
_TIMEOUT_S = 10
_PREFIX = "earnest"
T = TypeVar("T")


def alias_of(embedding: str) -> str:
    """The alias that an embedding model's index is searched by: one each, so that two models never meet."""
    return f"{_PREFIX}_{hashlib.sha256(embedding.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What a server says of itself and of the model's index: `dimension` and `points` are the collection's."""

    version: str
    collection: str
    dimension: int
    points: int


class ServerEngine:
    """Fulfils VectorEngine over the collection behind the model's alias."""

    def __init__(
        self, url: str, embedding: str, key: str | None = None, *, client: AsyncQdrantClient | None = None
    ) -> None:
        self._client = client or _client(url, key)
        self._alias = alias_of(embedding)
        self._seen = ""
        self._rarity: tuple[str, Rarity] | None = None
        self._told = False

    async def top(self, dense: Vectors, sparse: SparseVector, where: Where, depth: int) -> Found:
        """See VectorEngine."""
        if self._rarity is None:
            await self.rarity()
        restrict, asked, told = _filter(where), dense.tolist(), self._told
        kinds: list[tuple[str, models.SparseVector | list[float]]] = [(DENSE, asked)]
        if sparse.indices:
            words = models.SparseVector(indices=list(sparse.indices), values=list(sparse.values))
            kinds.append((SPARSE, words))
        queries = [models.QueryRequest(query=q, using=kind, filter=restrict, limit=depth) for kind, q in kinds]
        if told:
            first = [models.Prefetch(query=q, using=kind, filter=restrict, limit=TOLD_DEPTH) for kind, q in kinds]
            queries.append(models.QueryRequest(query=[asked], using=TOLD, prefetch=first, limit=2 * TOLD_DEPTH))
        async with _mapped():
            answers = await self._client.query_batch_points(self._alias, requests=queries)
            found = [[Hit(int(point.id), point.score) for point in answer.points] for answer in answers]
        last = found.pop() if told else []
        return Found(found[0], found[1] if sparse.indices else [], last)

    async def passages(self, keys: Sequence[int]) -> list[Passage]:
        """See VectorEngine."""
        if not keys:
            return []
        async with _mapped():
            found = await self._client.retrieve(self._alias, list(keys), with_payload=True)
        by_key = {int(record.id): from_payload(record.payload) for record in found if record.payload}
        return [by_key[key] for key in keys if key in by_key]

    async def rarity(self) -> Rarity:
        """See VectorEngine; read again only when the alias has moved."""
        await self.refresh()
        if self._rarity is None or self._rarity[0] != self._seen:
            async with _mapped():
                stored = (await self._client.get_collection(self._seen)).config.metadata or {}
            self._told = bool(stored.get("told"))
            counts = {int(token): int(count) for token, count in stored.get("containing", {}).items()}
            self._rarity = self._seen, Rarity(int(stored.get("points", 0)), counts)
        return self._rarity[1]

    async def build(self) -> str:
        """See VectorEngine."""
        await self.refresh()
        return self._seen.removeprefix(f"{self._alias}_")

    async def refresh(self) -> bool:
        """The server switches by itself; this says whether it has since the last call."""
        async with _mapped():
            aliases = (await self._client.get_aliases()).aliases
        behind = next((alias.collection_name for alias in aliases if alias.alias_name == self._alias), None)
        if behind is None:
            raise IndexUnavailableError(
                "the Qdrant server has no index for this embedding model: run `python -m bot kb sync`"
            )
        changed, self._seen = behind != self._seen, behind
        return changed

    async def facts(self) -> ServerFacts:
        """What stands on the server. Raises as `refresh`."""
        await self.refresh()
        async with _mapped():
            version = (await self._client.info()).version
            found = await self._client.get_collection(self._seen)
        vectors = found.config.params.vectors
        size = vectors[DENSE].size if isinstance(vectors, dict) and DENSE in vectors else 0
        return ServerFacts(version, self._seen, size, found.points_count or 0)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


class ServerWriter:
    """Fulfils IndexWriter: every build is a collection, published by moving the alias in one step."""

    def __init__(self, url: str, embedding: str, key: str | None = None) -> None:
        self._url, self._key = url, key
        self._alias = alias_of(embedding)

    def has(self, build: str, folder: Path) -> bool:
        """Whether the alias stands for that build's collection."""

        async def look(client: AsyncQdrantClient) -> bool:
            found = {alias.alias_name: alias.collection_name for alias in (await client.get_aliases()).aliases}
            return found.get(self._alias) == self._name(build)

        return self._run(look)

    def write(self, build: str, folder: Path, entries: Sequence[Entry], progress: Progress) -> None:
        """A new collection; one of that name can only be the leftover of a sync that died."""

        rarity = rarity_of(entries)

        async def fill(client: AsyncQdrantClient) -> None:
            name = self._name(build)
            await client.delete_collection(name)
            await client.create_collection(
                name,
                vectors_config=_vectors(len(entries[0].dense)),
                sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
                metadata={
                    "points": rarity.points,
                    "containing": {str(k): n for k, n in rarity.containing.items()},
                    "told": any(entry.told is not None for entry in entries),
                },
            )
            for field in FILTERED:
                await client.create_payload_index(name, field, models.PayloadSchemaType.KEYWORD)
            for start in range(0, len(entries), _BATCH):
                part = entries[start : start + _BATCH]
                await client.upsert(name, [_point(entry) for entry in part], wait=True)
                progress("index", start + len(part), len(entries))

        self._run(fill)

    def publish(self, build: str, previous: str | None) -> None:
        """Move the alias; then drop what it stood for, and what other models' aliases of ours stand for."""

        async def switch(client: AsyncQdrantClient) -> None:
            ours = [a for a in (await client.get_aliases()).aliases if a.alias_name.startswith(_PREFIX + "_")]
            drop = [
                models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias.alias_name))
                for alias in ours
            ]
            create = models.CreateAlias(collection_name=self._name(build), alias_name=self._alias)
            await client.update_collection_aliases([*drop, models.CreateAliasOperation(create_alias=create)])
            for alias in ours:
                if alias.collection_name != self._name(build):
                    await client.delete_collection(alias.collection_name)

        self._run(switch)

    def _name(self, build: str) -> str:
        return f"{self._alias}_{build}"

    def _run(self, work: Callable[[AsyncQdrantClient], Awaitable[T]]) -> T:
        async def within() -> T:
            client = _client(self._url, self._key)
            try:
                async with _mapped():
                    return await work(client)
            finally:
                await client.close()

        return asyncio.run(within())


def _vectors(dimension: int) -> dict[str, models.VectorParams]:
    """A passage's vector, and one of each of its sentences, which are compared only with what the others found."""
    sentences = models.VectorParams(
        size=dimension,
        distance=models.Distance.COSINE,
        multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
        datatype=models.Datatype.FLOAT16,
        hnsw_config=models.HnswConfigDiff(m=0),
        on_disk=True,
    )
    return {DENSE: models.VectorParams(size=dimension, distance=models.Distance.COSINE), TOLD: sentences}


def _client(url: str, key: str | None) -> AsyncQdrantClient:
    """Without the client's own look at the server's version, which prints to stderr: `doctor` does that."""
    return AsyncQdrantClient(url=url, api_key=key, timeout=_TIMEOUT_S, check_compatibility=False)


def _point(entry: Entry) -> models.PointStruct:
    sparse = models.SparseVector(indices=list(entry.sparse.indices), values=list(entry.sparse.values))
    vector: dict[str, Any] = {DENSE: entry.dense.tolist(), SPARSE: sparse}
    if entry.told is not None and len(entry.told):
        vector[TOLD] = entry.told.tolist()
    return models.PointStruct(id=key_of(entry.passage.id), vector=vector, payload=to_payload(entry.passage))


def _filter(where: Where) -> models.Filter | None:
    wanted = zip(FILTERED, (where.product_areas, where.audiences, where.plans), strict=True)
    must = [models.FieldCondition(key=k, match=models.MatchAny(any=list(values))) for k, values in wanted if values]
    return models.Filter(must=[*must]) if must else None


@asynccontextmanager
async def _mapped() -> AsyncIterator[None]:
    """The client's errors become ours."""
    try:
        yield
    except EarnestError:
        raise
    except (ResponseHandlingException, TimeoutError) as error:
        raise TransientError("the Qdrant server at QDRANT_URL did not answer: check that it runs") from error
    except ResourceExhaustedResponse as error:
        raise TransientError(
            "the Qdrant server answered 429: try again later", retry_after_s=error.retry_after_s
        ) from error
    except UnexpectedResponse as error:
        if error.status_code == 404:
            raise IndexUnavailableError(
                "the Qdrant server has no index for this embedding model: run `python -m bot kb sync`"
            ) from error
        if error.status_code is None or error.status_code >= 500 or error.status_code == 429:
            raise TransientError(f"the Qdrant server answered {error.status_code}: try again later") from error
        setting = "QDRANT_API_KEY" if error.status_code in (401, 403) else "QDRANT_URL"
        raise PermanentError(f"the Qdrant server refused a call ({error.status_code}): check {setting}") from error
    except json.JSONDecodeError as error:
        raise PermanentError("what answers at QDRANT_URL is no Qdrant server: check QDRANT_URL") from error
