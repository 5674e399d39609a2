"""BM25 token weights: words by Qdrant's own encoder, with no files, and pairs of words that stand near each other."""

from __future__ import annotations

import re
from array import array
from collections import deque
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from qdrant_edge import Bm25, Bm25Config

from bot.knowledge.codes import code_tokens, codes
from bot.knowledge.vector_engine import PAIRS, SparseVector

SATURATION, LENGTH_SHARE = 1.2, 0.75
_UNSATURATED = 1e6
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.!?]\s|\n|;")
# How far apart the two words of a pair may stand, not counting stop words, and what such a pair counts beside two
# neighbours. Further in questions, for people wander where articles are dense; no further, for a build's memory.
_REACH, _ASKED_REACH, _APART = 3, 15, 0.5
_REMEMBERED = 20_000
_TEXTS_REMEMBERED = 1_000  # passages come back with every question
_LOW, _HIGH = np.uint64(2654435761), np.uint64(2246822519)  # odd, so that no bit of a word is lost


class Bm25Encoder:
    """Fulfils SparseEncoder. Inverse document frequencies are the engine's part."""

    def __init__(self) -> None:
        self._queries = Bm25(Bm25Config(language="english"))
        # So little saturated, and blind to length, a document's weights are its counts.
        self._counts = Bm25(Bm25Config(k=_UNSATURATED, b=0.0, language="english"))
        self._token = lru_cache(_REMEMBERED)(self._token_of)
        self._words = lru_cache(_TEXTS_REMEMBERED)(self._words_of)

    def documents(self, texts: Sequence[str]) -> list[SparseVector]:
        """Saturated counts, measured against the mean length of these texts; pairs against the mean of theirs."""
        lengths = [sum(self.counts(text).values()) for text in texts]
        model = Bm25(Bm25Config(k=SATURATION, b=LENGTH_SHARE, avg_len=_mean(lengths), language="english"))
        pairs = deque(self._paired(text, _REACH) for text in texts)
        mean = _mean([float(counts.sum()) for _, counts in pairs])
        # Each text's counts are let go as soon as its weights are made: all of them are as large as the index.
        return [_with_pairs(model.embed_document(text), code_tokens(text), *pairs.popleft(), mean) for text in texts]

    def query(self, text: str) -> SparseVector:
        """Weight 1 for each word, and each code, that occurs."""
        return self._words(text)

    def _words_of(self, text: str) -> SparseVector:
        vector = self._queries.embed_query(text)
        weights = dict(zip(vector.indices, vector.values, strict=True)) | {code.token: 1.0 for code in codes(text)}
        return SparseVector(array("I", weights), array("f", weights.values()))  # a tenth of what tuples of numbers take

    def pairs(self, text: str) -> SparseVector:
        """Weight 1 for each pair that occurs."""
        found = tuple(self._paired(text, _ASKED_REACH)[0].tolist())
        return SparseVector(found, (1.0,) * len(found))

    def counts(self, text: str) -> dict[int, int]:
        """How often each word occurs."""
        vector = self._counts.embed_document(text)
        return {index: round(value) for index, value in zip(vector.indices, vector.values, strict=True)}

    def _token_of(self, word: str) -> int:
        """The token of a single word; 0 for a stop word."""
        found = self._queries.embed_query(word).indices
        return int(found[0]) if found else 0

    def _paired(self, text: str, reach: int) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """The ids of all pairs within a sentence or line, in either order, and how often each occurs."""
        tokens = [0]
        for sentence in _SENTENCE.split(text.lower()):
            tokens += filter(None, map(self._token, _WORD.findall(sentence)))
            tokens += [0] * reach  # so wide a gap that no pair reaches over it, and as wide a window for the last word
        row = np.lib.stride_tricks.sliding_window_view(np.array(tokens, dtype=np.uint64), reach + 1)
        one, other = row[:, :1], row[:, 1:]
        kept = (one != 0) & (other != 0) & (one != other)
        low, high = np.minimum(one, other)[kept], np.maximum(one, other)[kept]
        ids = (low * _LOW + high * _HIGH) % np.uint64(PAIRS) + np.uint64(PAIRS)
        weights = np.where(np.arange(reach) == 0, 1.0, _APART)
        found, places = np.unique(ids, return_inverse=True)
        counts = np.bincount(places, np.broadcast_to(weights, kept.shape)[kept], len(found))
        return found.astype(np.uint32), counts.astype(np.float32)


def _mean(lengths: Sequence[float]) -> float:
    return max(1.0, sum(lengths) / max(1, len(lengths)))


def _with_pairs(
    words: object, named: dict[int, int], pairs: NDArray[np.uint32], counts: NDArray[np.float32], mean: float
) -> SparseVector:
    """Packed, since an index has hundreds of tokens a passage, and all its passages in memory when it is built."""
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * float(counts.sum()) / mean)
    weights = counts * (SATURATION + 1) / (counts + norm)
    indices, values = array("I", words.indices), array("f", words.values)  # type: ignore[attr-defined]
    fresh = [token for token in named if token not in set(indices)]
    indices.extend(fresh)
    values.extend(float(named[token]) for token in fresh)
    indices.extend(pairs.tolist())
    values.extend(weights.tolist())
    return SparseVector(indices, values)
