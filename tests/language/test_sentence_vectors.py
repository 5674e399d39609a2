"""Sentence vectors are computed once a text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.domain.ports import Vectors
from bot.language.sentence_vectors import SentenceVectors
from bot.platform.embedding.embedder import LocalEmbedder


async def test_vectors_are_asked_for_once_a_text(embedder: LocalEmbedder) -> None:
    asked: list[str] = []

    class Noting:
        name, dimension = embedder.name, embedder.dimension

        async def embed(self, texts: Sequence[str]) -> Vectors:
            asked.extend(texts)
            return await embedder.embed(texts)

    vectors = SentenceVectors(Noting(), of_others=2)
    first = await vectors.embed(["one", "two", "one"])
    again = await vectors.embed(["two", "one"])
    assert asked == ["one", "two"]
    assert np.allclose(first[0], again[1])
    await vectors.embed(["three"])
    await vectors.embed(["two"])
    assert asked == ["one", "two", "three", "two"]


async def test_the_sentences_of_the_articles_outlast_whatever_customers_write() -> None:
    asked: list[str] = []

    class Noting:
        name, dimension = "noting", 2

        async def embed(self, texts: Sequence[str]) -> Vectors:
            asked.extend(texts)
            return np.ones((len(texts), 2), dtype=np.float32)

    vectors = SentenceVectors(Noting(), of_others=2)
    vectors.remember({"an article says": np.zeros(2, dtype=np.float32)})
    for number in range(5):
        await vectors.embed([f"message {number}", "an article says"])
    assert asked == [f"message {number}" for number in range(5)]
