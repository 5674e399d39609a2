"""Builds small knowledge bases for tests, on real Qdrant Edge and with embeddings that need no model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot.domain import Article, ArticleId, Audience, Passage
from bot.knowledge.load.outcome import Loaded
from bot.knowledge.records import from_payload
from bot.knowledge.search import HybridIndex
from bot.knowledge.sync import sync
from bot.knowledge.sync_report import SyncReport
from bot.knowledge.vector_engine import Progress
from bot.platform.qdrant.bm25 import Bm25Encoder
from bot.platform.qdrant.builds import Builds
from bot.platform.qdrant.edge import EdgeEngine, EdgeWriter
from tests.fakes.embedding import WordEmbedder


def article(
    id_: str,
    content: str = "Some text of its own.",
    *,
    title: str = "",
    audience: Audience = Audience.PUBLIC,
    plans: tuple[str, ...] = (),
    area: str = "",
) -> Article:
    """An article with what the test cares for."""
    return Article(
        ArticleId(id_),
        title or id_.replace("-", " "),
        content,
        product_area=area,
        url=f"https://help.example/{id_}",
        reviewed_at=date(2026, 11, 1),
        audience=audience,
        plans=plans,
    )


def make_index(
    root: Path,
    articles: Iterable[Article],
    embedder: WordEmbedder | None = None,
    *,
    dry_run: bool = False,
    problems: tuple[str, ...] = (),
    on_progress: Progress = lambda stage, done, size: None,
) -> SyncReport:
    """Sync these articles into `root`, in this process."""
    loaded = Loaded(tuple(articles), problems)
    encoder, writer = Bm25Encoder(), EdgeWriter()
    return sync(
        loaded,
        Builds(root),
        embedder or WordEmbedder(),
        encoder,
        writer,
        on_progress,
        dry_run=dry_run,
    )


def open_edge(root: Path, embedder: WordEmbedder | None = None, floor: float = 0.0) -> HybridIndex:
    """Search what `make_index` made; close it."""
    chosen = embedder or WordEmbedder()
    return HybridIndex(EdgeEngine(Builds(root), chosen.name), chosen, Bm25Encoder(), floor)


def index_of(root: Path, loaded: Loaded, *, model: str = "words-1", allow_shrink: bool = False) -> SyncReport:
    """Sync what was loaded, as it is, into `root`."""
    encoder, writer = Bm25Encoder(), EdgeWriter()
    embedder = WordEmbedder(model)
    return sync(
        loaded, Builds(root), embedder, encoder, writer, lambda stage, done, size: None, allow_shrink=allow_shrink
    )


def stored_passages(root: Path) -> list[Passage]:
    """Everything that the current build holds."""
    builds = Builds(root)
    return [from_payload(payload) for payload in builds.stored(builds.current() or "")[0]]
