"""The systems that an evaluation of retrieval compares: Earnest, and honest baselines over whole articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from bm25s import BM25, tokenize
from py_rust_stemmers import SnowballStemmer

from bot.domain import Article, SearchQuery
from bot.domain.ports import Progress, Vectors
from bot.evaluation.retrieval.data import Question
from bot.knowledge.search import HybridIndex
from bot.knowledge.vector_engine import Where
from bot.platform.embedding.embedder import LocalEmbedder

_DEPTH = 10
_RRF = 60
_LOOKED_AT = 15


class System(Protocol):
    """Ranks articles for a question."""

    async def rank(self, question: Question) -> list[str]:
        """At least the ten best article ids, best first, where there are that many."""
        ...


def whole_text(article: Article) -> str:
    """What the baselines see of an article."""
    return f"{article.title}\n{article.content}"


class EarnestSystem:
    """The product's own search, without filters and without the cut at a relevance."""

    def __init__(self, index: HybridIndex) -> None:
        self._index = index

    async def rank(self, question: Question) -> list[str]:
        """See System. The passages are fetched, as an answer would need them."""
        query = SearchQuery(question.turns[-1], question.turns[:-1], for_staff=True)
        ranked = await self._index.ranking(query, Where())
        found: dict[str, None] = {}
        for start in range(0, len(ranked.entries), _LOOKED_AT):
            stored = await self._index.stored(ranked.entries[start : start + _LOOKED_AT])
            found.update((passage.article_id, None) for passage in stored)
            if len(found) >= _DEPTH:
                break
        return list(found)


class Bm25System:
    """BM25 by bm25s, k1 1.2, b 0.75, in Lucene's form; English stop words, Snowball stemming."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._ids = [article.id for article in articles]
        self._stem = SnowballStemmer("english").stem_words
        self._index = BM25(k1=1.2, b=0.75, method="lucene")
        self._index.index(self._words([whole_text(article) for article in articles]), show_progress=False)

    def _words(self, texts: list[str]) -> list[list[str]]:
        cut: list[list[str]] = tokenize(
            texts, stopwords="en_plus", stemmer=self._stem, return_ids=False, show_progress=False
        )
        return cut

    def scores(self, text: str) -> Vectors:
        """One score an article."""
        scores: Vectors = self._index.get_scores(self._words([text])[0])
        return scores

    async def rank(self, question: Question) -> list[str]:
        """See System; articles without a word of the question are not ranked."""
        scores = self.scores(question.joined)
        return [self._ids[n] for n in np.argsort(-scores, kind="stable")[:_DEPTH] if scores[n] > 0]


class DenseSystem:
    """Cosine of the embedding model over title and content, as many tokens of them as the model takes."""

    def __init__(self, articles: Sequence[Article], embedder: LocalEmbedder, progress: Progress) -> None:
        self._embedder, self._ids = embedder, [article.id for article in articles]
        done = 0

        def step(count: int) -> None:
            nonlocal done
            done += count
            progress("embed", done, len(articles))

        self._vectors = embedder.embed_documents([whole_text(article) for article in articles], step)

    async def scores(self, text: str) -> Vectors:
        """One cosine an article."""
        scores: Vectors = self._vectors @ (await self._embedder.embed([text]))[0]
        return scores

    async def rank(self, question: Question) -> list[str]:
        """See System."""
        return [self._ids[n] for n in np.argsort(-await self.scores(question.joined), kind="stable")[:_DEPTH]]


class RrfSystem:
    """Reciprocal ranks, k = 60, of the two above."""

    def __init__(self, articles: Sequence[Article], bm25: Bm25System, dense: DenseSystem) -> None:
        self._ids, self._bm25, self._dense = [article.id for article in articles], bm25, dense

    async def rank(self, question: Question) -> list[str]:
        """See System."""
        words = self._bm25.scores(question.joined)
        near = await self._dense.scores(question.joined)
        total = np.zeros(len(self._ids))
        for rank, position in enumerate(np.argsort(-near, kind="stable"), 1):
            total[position] += 1 / (_RRF + rank)
        for rank, position in enumerate(np.argsort(-words, kind="stable"), 1):
            total[position] += 1 / (_RRF + rank) if words[position] > 0 else 0.0
        return [self._ids[n] for n in np.argsort(-total, kind="stable")[:_DEPTH]]
