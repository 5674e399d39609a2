"""BM25 token weights from Qdrant's own encoder: no files, English stemming and stop words."""

from __future__ import annotations

from qdrant_edge import Bm25, Bm25Config

from bot.knowledge.engine import SparseVector


class Bm25Encoder:
    """Fulfils SparseEncoder. Inverse document frequencies are the engine's part."""

    def __init__(self) -> None:
        self._model = Bm25(Bm25Config(k=1.2, b=0.75, avg_len=200.0, language="english"))

    def document(self, text: str) -> SparseVector:
        """Saturated term frequencies."""
        return _ours(self._model.embed_document(text))

    def query(self, text: str) -> SparseVector:
        """Weight 1 for each token that occurs."""
        return _ours(self._model.embed_query(text))


def _ours(vector: object) -> SparseVector:
    return SparseVector(tuple(vector.indices), tuple(vector.values))  # type: ignore[attr-defined]
