"""Embeddings without a model: texts that share words are near, and it counts what it was asked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from bot.domain.ports import Vectors

_DIMENSION = 32


class WordEmbedder:
    """Each word has a fixed random direction; a text is the sum of its words'."""

    def __init__(self, name: str = "words-1") -> None:
        self.name = name
        self.dimension = _DIMENSION
        self.embedded: list[str] = []

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """As ports.Embedder."""
        return self.embed_documents(texts)

    def embed_documents(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """As LocalEmbedder."""
        self.embedded += texts
        return np.stack([_vector(text) for text in texts]) if texts else np.zeros((0, _DIMENSION), np.float32)


@cache
def _direction(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
    return np.random.default_rng(seed).standard_normal(_DIMENSION).astype(np.float32)


def _vector(text: str) -> Vectors:
    total = np.zeros(_DIMENSION)
    for word in re.findall(r"\w+", text.lower()) or ["."]:
        total += _direction(word)
    vector: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
    return vector
