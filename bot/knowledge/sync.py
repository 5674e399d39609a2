"""Brings the index up to date with the articles: only what changed is cut and embedded again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

import numpy as np

from bot.domain import Article, ArticleId, Passage
from bot.domain.ports import Progress, Vectors
from bot.errors import IndexUnavailableError
from bot.knowledge.chunk import VERSION, chunk, matching_text
from bot.knowledge.engine import Entry, IndexWriter, SparseEncoder, rarity_of
from bot.knowledge.load.outcome import Loaded
from bot.knowledge.records import article_print, from_payload, matching_print, to_payload
from bot.platform.qdrant.builds import Builds, Manifest

# Mixing the title into each passage's vector helps dense search and costs the query nothing.
TITLE_SHARE = 0.3


class DocumentEmbedder(Protocol):
    """The part of an embedder that a build needs; `name` must not load the model."""

    @property
    def name(self) -> str: ...

    def embed_documents(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, or with `dry_run` would do. `switched`: a new build is searched from now on.

    `problems` are articles that were left out, each a line that names file, key and fix."""

    added: tuple[ArticleId, ...] = ()
    changed: tuple[ArticleId, ...] = ()
    removed: tuple[ArticleId, ...] = ()
    unchanged: int = 0
    passages: int = 0
    embedded: int = 0
    problems: tuple[str, ...] = ()
    build: str = ""
    switched: bool = False
    dry_run: bool = False
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """For --json and for the child process."""
        return asdict(self)

    @staticmethod
    def from_json(raw: dict[str, Any]) -> SyncReport:
        """The report behind `as_json`, after JSON made lists of its tuples."""
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
        return SyncReport(**fields)


@dataclass(frozen=True, slots=True)
class _Before:
    """The current build, as far as it can be used again."""

    build: str | None = None
    manifest: Manifest | None = None
    reason: str = "there was no index"


def sync(
    loaded: Loaded,
    builds: Builds,
    embedder: DocumentEmbedder,
    sparse: SparseEncoder,
    writer: IndexWriter,
    progress: Progress,
    *,
    dry_run: bool = False,
    rebuild: bool = False,
) -> SyncReport:
    """Make the index hold `loaded`, at least one article, and switch to it. Blocking, for a child process.

    Killed at any point it leaves the old build in use or the new one, never a part. Raises TransientError when
    another sync is running, PermanentError when a text cannot be embedded."""
    with builds.lock():
        before = _Before() if rebuild else _before(builds, embedder.name, writer)
        report = _diff(loaded, before)
        if dry_run or report.build:
            return replace(report, dry_run=dry_run)
        made = _Maker(builds, embedder, sparse, progress).make(loaded.articles, before)
        build = _next_name(builds, made.manifest)
        folder = builds.fresh(build)
        writer.write(build, folder, made.entries, progress)
        vectors = np.stack([entry.dense for entry in made.entries])
        rarity = rarity_of(made.entries)
        builds.store(folder, replace(made.manifest, build=build), made.payloads, vectors, rarity)
        builds.finish(folder, build)
        previous = builds.current()
        writer.publish(build, previous)
        builds.point(build)
        builds.clean()
        return replace(report, passages=len(made.entries), embedded=made.embedded, build=build, switched=True)


def _before(builds: Builds, embedding: str, writer: IndexWriter) -> _Before:
    build = builds.current()
    if build is None:
        return _Before()
    try:
        manifest = builds.manifest(build)
    except IndexUnavailableError:
        return _Before(reason="the index was damaged or of an older format")
    if manifest.embedding != embedding:
        return _Before(reason=f"the embedding model changed from {manifest.embedding} to {embedding}")
    if manifest.chunking != VERSION:
        return _Before(reason="this version cuts articles in another way")
    if not writer.has(build, builds.folder(build)):
        return _Before(reason="the index had lost its vectors")
    return _Before(build, manifest, "")


def _diff(loaded: Loaded, before: _Before) -> SyncReport:
    was = before.manifest.articles if before.manifest else {}
    now = {article.id: article_print(article) for article in loaded.articles}
    report = SyncReport(
        added=tuple(id_ for id_ in now if id_ not in was),
        changed=tuple(id_ for id_ in now if id_ in was and was[id_] != now[id_]),
        removed=tuple(ArticleId(id_) for id_ in was if id_ not in now),
        unchanged=sum(was.get(id_) == now[id_] for id_ in now),
        problems=loaded.problems,
        reason=before.reason,
    )
    if before.build and not (report.added or report.changed or report.removed):
        return replace(report, build=before.build, passages=before.manifest.points if before.manifest else 0)
    return report


@dataclass(frozen=True, slots=True)
class _Made:
    manifest: Manifest
    entries: list[Entry]
    payloads: list[dict[str, Any]]
    embedded: int


class _Maker:
    """Passages and vectors of all articles, taken over from the build before where nothing changed."""

    def __init__(self, builds: Builds, embedder: DocumentEmbedder, sparse: SparseEncoder, progress: Progress) -> None:
        self._builds, self._embedder, self._sparse, self._progress = builds, embedder, sparse, progress

    def make(self, articles: Sequence[Article], before: _Before) -> _Made:
        """Everything a build holds, but its name."""
        kept, known = self._kept(before)
        was = before.manifest.articles if before.manifest else {}
        passages: list[Passage] = []
        for number, article in enumerate(articles, 1):
            same = was.get(article.id) == article_print(article) and article.id in kept
            passages.extend(kept[article.id] if same else chunk(article))
            self._progress("cut", number, len(articles))
        prints = [matching_print(passage) for passage in passages]
        missing = {key: passage for key, passage in zip(prints, passages, strict=True) if key not in known}
        known.update(self._embedded(missing))
        words = self._sparse.documents([matching_text(passage) for passage in passages])
        entries = [
            Entry(passage, known[key], tokens) for key, passage, tokens in zip(prints, passages, words, strict=True)
        ]
        manifest = Manifest(
            build="",
            embedding=self._embedder.name,
            chunking=VERSION,
            dimension=len(entries[0].dense),
            points=len(entries),
            articles={article.id: article_print(article) for article in articles},
            prints=prints,
        )
        return _Made(manifest, entries, [to_payload(passage) for passage in passages], len(missing))

    def _kept(self, before: _Before) -> tuple[dict[str, list[Passage]], dict[str, Vectors]]:
        kept: dict[str, list[Passage]] = {}
        if not (before.build and before.manifest):
            return kept, {}
        payloads, vectors = self._builds.stored(before.build)
        for payload in payloads:
            kept.setdefault(payload["article_id"], []).append(from_payload(payload))
        return kept, dict(zip(before.manifest.prints, vectors, strict=True))

    def _embedded(self, passages: dict[str, Passage]) -> dict[str, Vectors]:
        if not passages:
            return {}
        titles = sorted({passage.title for passage in passages.values()})
        size, done = len(titles) + len(passages), 0

        def step(count: int) -> None:
            nonlocal done
            done += count
            self._progress("embed", done, size)

        of_title = dict(zip(titles, self._embedder.embed_documents(titles, step), strict=True))
        texts = [matching_text(passage) for passage in passages.values()]
        vectors = self._embedder.embed_documents(texts, step)
        return {
            key: _mixed(vector, of_title[passage.title])
            for (key, passage), vector in zip(passages.items(), vectors, strict=True)
        }


def _mixed(text: Vectors, title: Vectors) -> Vectors:
    mixed = (1 - TITLE_SHARE) * text + TITLE_SHARE * title
    vector: Vectors = (mixed / max(float(np.linalg.norm(mixed)), 1e-12)).astype(np.float32)
    return vector


def _next_name(builds: Builds, manifest: Manifest) -> str:
    number = int((builds.current() or "0").partition("-")[0]) + 1
    content = json.dumps([manifest.embedding, manifest.chunking, sorted(manifest.articles.items())])
    return f"{number:06d}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"
