"""Sentence vectors with a memory: knowledge base sentences recur, so each is embedded once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.ports import Embedder, Vectors


class SentenceVectors:
    """Fulfils ports.Embedder: an embedder's vectors, kept for the texts used last (`capacity` texts; 1.5 kB each at 384
    dimensions). The one memory over embeddings: questions, messages and sentences of the articles share it."""

    def __init__(self, embedder: Embedder, capacity: int = 20_000) -> None:
        self._embedder = embedder
        self._capacity = capacity
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    @property
    def name(self) -> str:
        """The embedder's."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """The embedder's."""
        return self._embedder.dimension

    def remember(self, known: Mapping[str, NDArray[np.float32]]) -> None:
        """Take over vectors that this embedder computed elsewhere."""
        self._kept.update(known)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), L2-normalised, in the order of `texts`. Raises PermanentError."""
        known = {text: self._kept[text] for text in texts if text in self._kept}
        new = list(dict.fromkeys(text for text in texts if text not in known))
        if new:
            known |= zip(new, await self._embedder.embed(new), strict=True)
        for text, vector in known.items():
            self._kept[text] = vector
            self._kept.move_to_end(text)
        while len(self._kept) > self._capacity:
            self._kept.popitem(last=False)
        if not texts:
            return np.zeros((0, self._embedder.dimension), dtype=np.float32)
        return np.stack([known[text] for text in texts])


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
