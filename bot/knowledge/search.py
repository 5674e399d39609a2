"""Searches the knowledge base: dense and BM25 together, filtered, fused, without repeats."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import Passage, SearchQuery
from bot.knowledge.engine import SparseEncoder, VectorEngine, Where, where_for
from bot.knowledge.fusion import DEPTH, Ranked, fuse
from bot.knowledge.query import EARLIER, carried, cleaned, mixed_dense, mixed_words
from bot.knowledge.records import allows, key_of
from bot.knowledge.repeats import without_repeats
from bot.pipeline.ports import Embedder

PER_ARTICLE = 2
_LOOKED_AT = 4


class HybridIndex:
    """Fulfils ports.KnowledgeIndex over any vector engine. Passages below `floor` relevance are not returned."""

    def __init__(self, engine: VectorEngine, embedder: Embedder, sparse: SparseEncoder, floor: float = 0.0) -> None:
        self._engine, self._embedder, self._sparse, self._floor = engine, embedder, sparse, floor

    async def search(self, query: SearchQuery) -> list[Passage]:
        """See ports.KnowledgeIndex."""
        where = where_for(query)
        ranked = await self.ranking(query, where)
        found = await self.passages(ranked[: query.limit * _LOOKED_AT], where)
        return found[: query.limit]

    async def ranking(self, query: SearchQuery, where: Where) -> list[Ranked]:
        """All candidates, best first."""
        text = cleaned(query.text)
        own, words = (await self._embedder.embed([text]))[0], self._sparse.query(text)
        near, found = await self._engine.top(own, words, where, DEPTH)
        weight = carried(near[0].score if near else 0.0)
        earlier = [said for said in map(cleaned, query.history[-EARLIER:]) if self._sparse.query(said).indices]
        if weight and earlier:
            dense = mixed_dense(own, await self._embedder.embed(earlier), weight)
            sparse = mixed_words(words, [self._sparse.query(said) for said in earlier], weight)
            near, found = await self._engine.top(dense, sparse, where, DEPTH)
        return fuse(near, found)

    async def passages(self, ranked: list[Ranked], where: Where) -> list[Passage]:
        """The passages of a ranking, without repeats."""
        by_key = {entry.key: entry for entry in ranked}
        stored = await self._engine.passages([entry.key for entry in ranked])
        # Checked again: a build that came in between may have closed a passage to this reader.
        passages = [(p, by_key[key_of(p.id)]) for p in stored if allows(where, p)]
        kept = without_repeats([passage for passage, _ in passages], PER_ARTICLE)
        return [replace(passages[n][0], score=min(1.0, passages[n][1].cosine)) for n in kept]

    async def refresh(self) -> bool:
        """Switch to a newer build; says whether there was one. Raises IndexUnavailableError."""
        return await self._engine.refresh()

    async def close(self) -> None:
        """Release the engine."""
        await self._engine.close()
