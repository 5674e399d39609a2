"""Searches the knowledge base: dense and BM25 together, filtered, fused, without repeats, relevance calibrated."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import Passage, SearchQuery
from bot.domain.ports import Embedder
from bot.errors import PermanentError
from bot.knowledge.chunk import matching_text
from bot.knowledge.codes import asked_for, of_another, unknown
from bot.knowledge.fusion import DEPTH, Ranked, dense_share, fuse, told_weight
from bot.knowledge.outdated import outdated_behind
from bot.knowledge.passage_relevance import coverage, relevance
from bot.knowledge.query import carried, cleaned, mixed_dense, mixed_words, with_pairs, worth_carrying
from bot.knowledge.records import allows, key_of
from bot.knowledge.repeats import without_repeats
from bot.knowledge.vector_engine import Reranker, SparseEncoder, SparseVector, VectorEngine, Where, where_for

log = logging.getLogger(__name__)
PER_ARTICLE = 2
_LOOKED_AT = 4


@dataclass(frozen=True, slots=True)
class Ranking:
    """All candidates, best first, and the words that were looked for."""

    entries: tuple[Ranked, ...]
    words: SparseVector


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage, its cosine to the query, and the share 0..1 of the query's words that it holds."""

    passage: Passage
    cosine: float
    covered: float


class HybridIndex:
    """Fulfils ports.KnowledgeIndex over any vector engine. Passages below `floor` relevance are not returned.

    With a reranker the best passages change places; their relevance stays what it was calibrated to be."""

    def __init__(
        self,
        engine: VectorEngine,
        embedder: Embedder,
        sparse: SparseEncoder,
        floor: float = 0.0,
        reranker: Reranker | None = None,
    ) -> None:
        self._engine, self._embedder, self._sparse = engine, embedder, sparse
        self._floor, self._reranker = floor, reranker

    async def search(self, query: SearchQuery) -> list[Passage]:
        """See ports.KnowledgeIndex."""
        found = await self.evidence(query)
        scored = [replace(one.passage, score=relevance(one.cosine, one.covered)) for one in found]
        return [passage for passage in scored if passage.score >= self._floor]

    async def evidence(self, query: SearchQuery) -> list[Evidence]:
        """The best passages for the query, at most its limit, with what speaks for each."""
        where = where_for(query)
        asked = asked_for(cleaned(query.text))
        rarity = await self._engine.rarity()
        if unknown(asked, rarity):
            return []
        ranking = await self.ranking(query, where)
        best = ranking.entries[: query.limit * _LOOKED_AT]
        # Checked again: a build that came in between may have closed a passage to this reader.
        passages = [passage for passage in await self.stored(best) if allows(where, passage)]
        passages = [passage for passage in passages if not (asked and of_another(asked, matching_text(passage)))]
        if self._reranker:
            passages = await self._reranked(query, passages)
        passages = outdated_behind(passages)
        kept = [passages[n] for n in without_repeats(passages, PER_ARTICLE, query.limit)]
        cosines = {entry.key: entry.cosine for entry in best}
        return [
            Evidence(
                passage,
                cosines[key_of(passage.id)],
                coverage(ranking.words, self._sparse.query(matching_text(passage)), rarity),
            )
            for passage in kept
        ]

    async def ranking(self, query: SearchQuery, where: Where) -> Ranking:
        """Everything that may be relevant, for the message and as much of the conversation as it needs."""
        text = cleaned(query.text)
        own, asked = (await self._embedder.embed([text]))[0], self._asked(text)
        found = await self._engine.top(own, asked, where, DEPTH)
        weight = carried(found.near)
        earlier = [said for said in worth_carrying(query.history) if self._sparse.query(said).indices]
        if weight and earlier:
            dense = mixed_dense(own, (await self._embedder.embed(["\n".join(earlier)]))[0], weight)
            asked = mixed_words(asked, [self._asked(said) for said in earlier], weight)
            found = await self._engine.top(dense, asked, where, DEPTH)
        words = asked.words
        return Ranking(tuple(fuse(found, dense_share(words), told_weight(words))), words)

    async def stored(self, ranked: Sequence[Ranked]) -> list[Passage]:
        """The passages of a ranking as they are stored, unscored."""
        return await self._engine.passages([entry.key for entry in ranked])

    async def version(self) -> str:
        """See ports.KnowledgeIndex."""
        return await self._engine.build()

    async def refresh(self) -> bool:
        """Switch to a newer build; says whether there was one. Raises IndexUnavailableError."""
        return await self._engine.refresh()

    async def there(self) -> None:
        """Raises IndexUnavailableError or TransientError where nothing could be searched at present."""
        await self._engine.rarity()

    async def close(self) -> None:
        """Release the engine, and the reranker's thread."""
        await self._engine.close()
        if self._reranker:
            await self._reranker.close()

    def _asked(self, text: str) -> SparseVector:
        return with_pairs(self._sparse.query(text), self._sparse.pairs(text))

    async def _reranked(self, query: SearchQuery, passages: list[Passage]) -> list[Passage]:
        assert self._reranker is not None
        question = "\n".join([*worth_carrying(query.history)[:1], cleaned(query.text)])
        try:
            scores = await self._reranker.scores(question, [matching_text(passage) for passage in passages])
        except PermanentError as error:  # an answer in the usual order beats none
            log.warning("%s; the order stays as it was", error)
            return passages
        order = sorted(range(len(passages)), key=lambda n: -scores[n])
        return [passages[n] for n in order]
