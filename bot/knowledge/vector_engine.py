"""What search and sync need from a vector engine and a sparse encoder, as protocols."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from bot.domain import Audience, Passage, SearchQuery
from bot.domain.ports import Progress, Vectors

EVERY_PLAN = "*"
PAIRS = 1 << 31
"""Tokens below it are words; from it on, pairs of words that stand near each other."""
TOLD_DEPTH = 100
"""How many of each list are compared sentence by sentence: what comes later is not among the first ten anyway."""


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Token ids and their weights, of equal length. Ids are below 2**32; see PAIRS."""

    indices: Sequence[int]
    values: Sequence[float]

    @property
    def words(self) -> SparseVector:
        """Without the pairs."""
        kept = [(index, value) for index, value in zip(self.indices, self.values, strict=True) if index < PAIRS]
        return SparseVector(tuple(index for index, _ in kept), tuple(value for _, value in kept))


@dataclass(frozen=True, slots=True)
class Rarity:
    """In how many of `points` passages each word occurs."""

    points: int = 0
    containing: Mapping[int, int] = field(default_factory=dict)

    def of(self, token: int) -> float:
        """Inverse document frequency; highest for a token that no passage holds."""
        found = self.containing.get(token, 0)
        return math.log(1 + (self.points - found + 0.5) / (found + 0.5))


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as it is stored: with its dense vector of shape (dimension,), its BM25 weights and, of shape (texts,
    dimension), what it says sentence by sentence."""

    passage: Passage
    dense: Vectors
    sparse: SparseVector
    told: Vectors | None = None


def rarity_of(entries: Sequence[Entry]) -> Rarity:
    """In how many of the entries each word occurs."""
    return Rarity(len(entries), Counter(token for entry in entries for token in entry.sparse.indices if token < PAIRS))


@dataclass(frozen=True, slots=True)
class Where:
    """Which passages may be returned. An empty tuple does not restrict."""

    product_areas: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A stored passage's key and its raw score in one list."""

    key: int
    score: float


class Found(NamedTuple):
    """The best hits by cosine and by BM25 and, for the best of both, by the nearest sentence; each best first, `told`
    empty where the build has no sentences."""

    near: list[Hit]
    words: list[Hit]
    told: list[Hit]


class SparseEncoder(Protocol):
    """BM25's tokens: stemmed, lower case, without stop words."""

    def documents(self, texts: Sequence[str]) -> list[SparseVector]:
        """Weights of the words and the pairs of all documents of one index, in order."""
        ...

    def query(self, text: str) -> SparseVector:
        """The words of a question, weight 1 each."""
        ...

    def pairs(self, text: str) -> SparseVector:
        """The pairs of its words that stand near each other, weight 1 each."""
        ...


class Reranker(Protocol):
    """Reads a question and a passage together: slower than vectors, and sharper."""

    async def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher is better; any scale. Raises ConfigError, PermanentError."""
        ...

    async def close(self) -> None: ...


class VectorEngine(Protocol):
    """Searches the current build. Every method raises IndexUnavailableError when there is none that fits the
    embedding model, and TransientError when another try may succeed."""

    async def top(self, dense: Vectors, sparse: SparseVector, where: Where, depth: int) -> Found:
        """The best `depth` hits of each kind, in one batch."""
        ...

    async def passages(self, keys: Sequence[int]) -> list[Passage]:
        """The passages with these keys, in this order; a key that is gone is left out."""
        ...

    async def rarity(self) -> Rarity:
        """How rare tokens are in the current build."""
        ...

    async def build(self) -> str:
        """The name of the current build."""
        ...

    async def refresh(self) -> bool:
        """Switch to a newer build if there is one; says whether it did."""
        ...

    async def close(self) -> None: ...


class IndexWriter(Protocol):
    """Stores a whole new build beside the current one. Blocking; called in a child process."""

    def has(self, build: str, folder: Path) -> bool:
        """Whether that build is stored whole, so that nothing need be done for it."""
        ...

    def write(self, build: str, folder: Path, entries: Sequence[Entry], progress: Progress) -> None:
        """Store `entries`, at least one, as `build`, whose local files are in `folder`."""
        ...

    def publish(self, build: str, previous: str | None) -> None:
        """Make `build` the one that is searched; `previous` is not needed any more."""
        ...


def where_for(query: SearchQuery) -> Where:
    """Customers see public articles for every plan or for theirs; staff see all."""
    if query.for_staff:
        return Where(product_areas=query.product_areas)
    plans = (EVERY_PLAN,) if query.plan is None else (EVERY_PLAN, query.plan.casefold())
    return Where(query.product_areas, (Audience.PUBLIC.value,), plans)
