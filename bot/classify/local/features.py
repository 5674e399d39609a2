"""Words, word pairs and letter n-grams of a short text, hashed: what survives where typos mislead an embedding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_WORD = re.compile(r"\w+")
_BUCKETS = 1 << 16  # per kind; 40,000 distinct n-grams collide rarely enough not to cost accuracy
_MOST_WORDS = 200
_LETTERS = (2, 3, 4, 5)
WIDTH = 2 * _BUCKETS


@dataclass(frozen=True, slots=True)
class Sparse:
    """The n-grams of one text: bucket numbers and their weights, equally long."""

    buckets: Ints
    weights: Floats


def _word_grams(words: Sequence[str]) -> Iterable[str]:
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(words))


def _letter_grams(words: Sequence[str]) -> Iterable[str]:
    for word in words:
        padded = f" {word} "
        for size in _LETTERS:
            yield from (padded[at : at + size] for at in range(max(1, len(padded) - size + 1)))


def _count(grams: Iterable[str], offset: int) -> Sparse:
    counted = Counter(offset + crc32(gram.encode("utf-8", "surrogatepass")) % _BUCKETS for gram in grams)
    buckets = np.fromiter(counted.keys(), dtype=np.int64, count=len(counted))
    return Sparse(buckets, 1 + np.log(np.fromiter(counted.values(), dtype=np.float32, count=len(counted))))


Counts = tuple[Sparse, Sparse]


def count(text: str) -> Counts:
    """Word and letter n-grams of `text` with damped counts, before any weighting by rarity."""
    words = _WORD.findall(text.lower())[:_MOST_WORDS]
    return _count(_word_grams(words), 0), _count(_letter_grams(words), _BUCKETS)


def rarity(counts: Sequence[Counts], *, seen_at_least: int) -> Floats:
    """Inverse document frequency by bucket, shape (WIDTH,); 0 where fewer than `seen_at_least` texts have it."""
    frequency = np.zeros(WIDTH, dtype=np.float32)
    for text in counts:
        for part in text:
            frequency[part.buckets] += 1
    weights = np.log((1 + len(counts)) / (1 + frequency)) + 1
    return np.where(frequency >= seen_at_least, weights, 0.0).astype(np.float32)


def weigh(counts: Counts, rare: Floats) -> Sparse:
    """The n-grams of one text times their rarity; words and letters each scaled to length 1."""
    parts = []
    for part in counts:
        values = part.weights * rare[part.buckets]
        length = float(np.linalg.norm(values))
        kept = values > 0
        parts.append(Sparse(part.buckets[kept], values[kept] / length if length else values[kept]))
    return Sparse(np.concatenate([p.buckets for p in parts]), np.concatenate([p.weights for p in parts]))
