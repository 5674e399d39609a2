"""Sentence vectors with a memory: knowledge base sentences recur, so each is embedded once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bot.domain.ports import Embedder, Vectors
from bot.domain.recent import Recent

OF_ARTICLES = 20_000  # 1.5 kB each at 384 dimensions
OF_OTHERS = 4_000  # a message is compared while it is worked on, and hardly ever again


class SentenceVectors:
    """Fulfils ports.Embedder: an embedder's vectors, kept for the sentences of the articles, and of all other texts for
    those used last. The one memory over embeddings: questions, messages and sentences of the articles share it."""

    def __init__(self, embedder: Embedder, of_others: int = OF_OTHERS) -> None:
        self._embedder = embedder
        self._of_articles: Mapping[str, NDArray[np.float32]] = {}
        self._others = Recent[str, NDArray[np.float32]](of_others)

    @property
    def name(self) -> str:
        """The embedder's."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """The embedder's."""
        return self._embedder.dimension

    def remember(self, known: Mapping[str, NDArray[np.float32]]) -> None:
        """Take over vectors that this embedder computed of articles' sentences, as many as are kept."""
        self._of_articles = dict(islice(known.items(), OF_ARTICLES))

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), L2-normalised, in the order of `texts`. Raises PermanentError."""
        known = {text: vector for text in texts if (vector := self._known(text)) is not None}
        new = list(dict.fromkeys(text for text in texts if text not in known))
        if new:
            for text, vector in zip(new, await self._embedder.embed(new), strict=True):
                known[text] = self._others[text] = vector.copy()  # a row would keep all others of its batch
        if not texts:
            return np.zeros((0, self._embedder.dimension), dtype=np.float32)
        return np.stack([known[text] for text in texts])

    def _known(self, text: str) -> NDArray[np.float32] | None:
        found = self._of_articles.get(text)
        return self._others.used(text) if found is None else found


def windows(vectors: Vectors, size: int) -> Vectors:
    """Means of `size` neighbouring rows (of all rows where there are fewer), normalised: what a short stretch of
    text is about, without embedding it again."""
    size = min(size, len(vectors))
    if not size:
        return vectors
    sums = np.cumsum(np.vstack([np.zeros((1, vectors.shape[1]), dtype=np.float32), vectors]), axis=0)
    means = sums[size:] - sums[:-size]
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.maximum(norms, 1e-9), dtype=np.float32)
