"""Searches the knowledge base: dense and BM25 together, filtered, fused, without repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import Passage, SearchQuery
from bot.knowledge.engine import SparseEncoder, VectorEngine, where_for
from bot.knowledge.fusion import DEPTH, Ranked, fuse
from bot.knowledge.query import cleaned
from bot.pipeline.ports import Embedder

PER_ARTICLE = 2


class HybridIndex:
    """Fulfils ports.KnowledgeIndex over any vector engine."""

    def __init__(self, engine: VectorEngine, embedder: Embedder, sparse: SparseEncoder, floor: float = 0.0) -> None:
        self._engine, self._embedder, self._sparse, self._floor = engine, embedder, sparse, floor

    async def search(self, query: SearchQuery) -> list[Passage]:
        """See ports.KnowledgeIndex."""
        text = cleaned(query.text)
        ranked = await self.ranking(text, query)
        best = ranked[: query.limit * 3]
        passages = await self._engine.passages([entry.key for entry in best])
        return _limited(passages, best, query.limit)

    async def ranking(self, text: str, query: SearchQuery) -> list[Ranked]:
        """All candidates for the prepared text, best first."""
        dense = (await self._embedder.embed([text]))[0]
        near, words = await self._engine.top(dense, self._sparse.query(text), where_for(query), DEPTH)
        return fuse(near, words)

    async def refresh(self) -> bool:
        """Switch to a newer build; says whether there was one. Raises IndexUnavailableError."""
        return await self._engine.refresh()

    async def close(self) -> None:
        """Release the engine."""
        await self._engine.close()


def _limited(passages: Sequence[Passage], ranked: Sequence[Ranked], limit: int) -> list[Passage]:
    taken: dict[str, int] = {}
    kept: list[Passage] = []
    for passage, entry in zip(passages, ranked, strict=False):
        if taken.get(passage.article_id, 0) < PER_ARTICLE and len(kept) < limit:
            taken[passage.article_id] = taken.get(passage.article_id, 0) + 1
            kept.append(replace(passage, score=min(1.0, max(0.0, entry.dense or 0.0))))
    return kept
