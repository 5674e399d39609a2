"""BM25 token weights from Qdrant's own encoder: no files, English stemming and stop words."""

from __future__ import annotations

from collections.abc import Sequence

from qdrant_edge import Bm25, Bm25Config

from bot.knowledge.engine import SparseVector

SATURATION, LENGTH_SHARE = 1.2, 0.75
_UNSATURATED = 1e6


class Bm25Encoder:
    """Fulfils SparseEncoder. Inverse document frequencies are the engine's part."""

    def __init__(self) -> None:
        self._queries = Bm25(Bm25Config(language="english"))
        # So little saturated, and blind to length, a document's weights are its counts.
        self._counts = Bm25(Bm25Config(k=_UNSATURATED, b=0.0, language="english"))

    def documents(self, texts: Sequence[str]) -> list[SparseVector]:
        """Saturated counts, measured against the mean length of these texts."""
        lengths = [sum(self.counts(text).values()) for text in texts]
        mean = max(1.0, sum(lengths) / max(1, len(lengths)))
        model = Bm25(Bm25Config(k=SATURATION, b=LENGTH_SHARE, avg_len=mean, language="english"))
        return [_ours(model.embed_document(text)) for text in texts]

    def query(self, text: str) -> SparseVector:
        """Weight 1 for each token that occurs."""
        return _ours(self._queries.embed_query(text))

    def counts(self, text: str) -> dict[int, int]:
        """How often each token occurs."""
        vector = self._counts.embed_document(text)
        return {index: round(value) for index, value in zip(vector.indices, vector.values, strict=True)}


def _ours(vector: object) -> SparseVector:
    return SparseVector(tuple(vector.indices), tuple(vector.values))  # type: ignore[attr-defined]
