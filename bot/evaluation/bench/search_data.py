"""A made-up knowledge base of any size for the search bench: seeded passages, vectors and questions by area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.domain import ArticleId, Audience, Passage, PassageId
from bot.domain.ports import Vectors
from bot.knowledge.chunk import VERSION, matching_text
from bot.knowledge.index_child import peak_mb
from bot.knowledge.records import to_payload
from bot.knowledge.vector_engine import Entry, rarity_of
from bot.platform.qdrant.bm25 import Bm25Encoder
from bot.platform.qdrant.builds import Builds, Manifest
from bot.platform.qdrant.edge import EdgeWriter

DIMENSION = 384
AREAS = 10
EMBEDDING = "made-up"
_BUILD = "000001-made"
_PER_ARTICLE = 4
_WORDS, _LENGTH, _OWN_WORDS = 20_000, 110, 400
_INTERNAL, _ONE_PLAN = 0.08, 0.2
_SPREAD, _ASIDE = 0.9, 0.6
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
PLANS = ("Starter", "Business", "Enterprise")


@dataclass(frozen=True, slots=True)
class Question:
    """A question near a known passage: its text, its vector of shape (384,), and the area of that passage."""

    text: str
    vector: Vectors
    area: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Passages and their vectors of shape (n, 384), L2-normalised, row by row."""

    passages: tuple[Passage, ...]
    vectors: Vectors


def corpus(points: int, seed: int) -> Corpus:
    """`points` passages of about 110 words, four an article: words as frequent as in any language, a fifth of them the
    area's own; vectors gather round their area's and their article's centre."""
    random = np.random.default_rng(seed)
    articles = -(-points // _PER_ARTICLE)
    areas = random.integers(0, AREAS, articles)
    centres = _normal(random.standard_normal((AREAS, DIMENSION)))
    middles = _normal(centres[areas] + _SPREAD * _normal(random.standard_normal((articles, DIMENSION))))
    of_article = np.arange(points) // _PER_ARTICLE
    vectors = _normal(middles[of_article] + _ASIDE * _normal(random.standard_normal((points, DIMENSION))))
    words = _vocabulary(random)
    passages = tuple(_passage(n, f"area-{areas[of_article[n]]}", words, random) for n in range(points))
    return Corpus(passages, vectors)


def questions(made: Corpus, count: int, seed: int) -> list[Question]:
    """Questions of seven words of a passage, with a vector beside the passage's."""
    random = np.random.default_rng(seed)
    found = []
    for n in random.integers(0, len(made.passages), count):
        text = " ".join(random.choice(made.passages[n].text.split(), 7))
        aside = _normal(random.standard_normal((1, DIMENSION)))
        vector = _normal(made.vectors[n : n + 1] + _ASIDE * aside)[0]
        found.append(Question(text, vector, made.passages[n].product_area))
    return found


def build(made: Corpus, root: Path) -> float:
    """Write the corpus as an index in `root`, as `kb sync` does but without embedding; this process's peak in MB.
    Holds the GIL for seconds: call it in a process of its own."""
    builds = Builds(root)
    words = Bm25Encoder().documents([matching_text(passage) for passage in made.passages])
    rows = zip(made.passages, made.vectors, words, strict=True)
    entries = [Entry(passage, vector, tokens) for passage, vector, tokens in rows]
    folder = builds.fresh(_BUILD)
    EdgeWriter().write(_BUILD, folder, entries, lambda stage, done, size: None)
    manifest = Manifest(_BUILD, EMBEDDING, VERSION, DIMENSION, len(entries), {})
    builds.store(folder, manifest, [to_payload(passage) for passage in made.passages], made.vectors, rarity_of(entries))
    builds.finish(folder, _BUILD)
    builds.point(_BUILD)
    return peak_mb()


def _passage(number: int, area: str, words: Sequence[str], random: np.random.Generator) -> Passage:
    # The n-th most frequent word about 1/n as often as the first; an area's own are a slice of the rarer ones.
    common = np.minimum(random.zipf(1.2, _LENGTH) - 1, _WORDS - 1)
    start = 1_000 + int(area.removeprefix("area-")) * _OWN_WORDS
    own = random.random(_LENGTH) < 0.2
    picked = np.where(own, start + random.integers(0, _OWN_WORDS, _LENGTH), common)
    said = [words[n] for n in picked]
    article = number // _PER_ARTICLE
    return Passage(
        id=PassageId(f"made-{article}#{number % _PER_ARTICLE}"),
        article_id=ArticleId(f"made-{article}"),
        title=" ".join(said[:5]),
        text=" ".join(said),
        url=f"https://help.made.example/{article}",
        product_area=area,
        audience=Audience.INTERNAL if random.random() < _INTERNAL else Audience.PUBLIC,
        plans=(str(random.choice(PLANS)),) if random.random() < _ONE_PLAN else (),
    )


def _vocabulary(random: np.random.Generator) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < _WORDS:
        found["".join(random.choice(_SYLLABLES, int(random.integers(2, 5))))] = None
    return list(found)


def _normal(rows: np.ndarray[tuple[int, ...], np.dtype[np.float64]] | Vectors) -> Vectors:
    wide = np.asarray(rows, dtype=np.float32)
    normal: Vectors = wide / np.linalg.norm(wide, axis=1, keepdims=True)
    return normal
