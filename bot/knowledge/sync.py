"""Brings the index up to date with the articles: only what changed is cut and embedded again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from bot.domain import ArticleId, Passage, Standing
from bot.domain.ports import Progress, Vectors
from bot.errors import ConfigError, IndexUnavailableError
from bot.knowledge.chunk import VERSION, chunk, matching_text
from bot.knowledge.load.outcome import Loaded
from bot.knowledge.reconcile import Indexed, Plan, reconcile
from bot.knowledge.records import article_print, from_payload, matching_print, to_payload
from bot.knowledge.sync_report import SyncReport, findings
from bot.knowledge.vector_engine import Entry, IndexWriter, SparseEncoder, rarity_of
from bot.platform.qdrant.builds import Builds, Manifest

# Mixing the title into each passage's vector helps dense search and costs the query nothing.
TITLE_SHARE = 0.3
_DOUBTED = "kept:"


class DocumentEmbedder(Protocol):
    """The part of an embedder that a build needs; `name` must not load the model."""

    @property
    def name(self) -> str: ...

    def embed_documents(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors: ...


Told = Callable[[Sequence[Passage]], Sequence[Vectors]]
"""Of each passage, what it says sentence by sentence, of shape (sentences, dimension)."""


@dataclass(frozen=True, slots=True)
class _Before:
    """The current build, as far as it can be used again; `last` can be read, though its vectors may not fit."""

    build: str | None = None
    manifest: Manifest | None = None
    reason: str = "there was no index"
    last: Manifest | None = None

    @property
    def indexed(self) -> Indexed:
        """What it held, as far as it can be read, of whatever model and version."""
        return Indexed(self.last.origins, self.last.sources) if self.last else Indexed()


def sync(
    loaded: Loaded,
    builds: Builds,
    embedder: DocumentEmbedder,
    sparse: SparseEncoder,
    writer: IndexWriter,
    progress: Progress,
    told: Told | None = None,
    *,
    dry_run: bool = False,
    rebuild: bool = False,
    allow_shrink: bool = False,
) -> SyncReport:
    """Make the index hold `loaded`, and switch to it; `told` gives each passage's sentences as vectors, without it
    passages are found by themselves alone. Blocking, for a child process.

    What cannot be read stays as it was, and so does a source that lost too much (see `reconcile`), unless
    `allow_shrink`. Killed at any point it leaves the old build in use or the new one, never a part. Raises ConfigError
    when there would be no article at all, TransientError when another sync is running, PermanentError when a text
    cannot be embedded."""
    with builds.lock() as ours:
        before = _before(builds, embedder.name, writer, rebuild)
        plan = reconcile(loaded, before.indexed, allow_shrink=allow_shrink)
        _refuse_nothing(loaded, plan)
        work = _Maker(builds, embedder, sparse, progress, told)
        passages = work.cut(plan, before)
        report = replace(_diff(loaded, plan, before), findings=findings(loaded, plan, passages))
        if dry_run:
            return replace(report, dry_run=True)
        ours()
        builds.tell(report.findings.as_json())
        if report.build:
            return report
        made = work.make(loaded, plan, passages, before)
        build = _next_name(builds, made.manifest)
        folder = builds.fresh(build)
        writer.write(build, folder, made.entries, progress)
        vectors = np.stack([entry.dense for entry in made.entries])
        rarity = rarity_of(made.entries)
        builds.store(folder, replace(made.manifest, build=build), made.payloads, vectors, rarity)
        ours()
        builds.finish(folder, build)
        previous = builds.current()
        ours()
        writer.publish(build, previous)
        ours()
        builds.point(build)
        builds.clean()
        return replace(report, passages=len(made.entries), embedded=made.embedded, build=build, switched=True)


def _refuse_nothing(loaded: Loaded, plan: Plan) -> None:
    """A source that gave nothing and never did is a mistake in the policy, and so is an index without an article."""
    held = {one.source for one in plan.held}
    for source, why in loaded.failed.items():
        if source not in held:
            raise ConfigError(why)
    if not plan.articles and not plan.kept:
        detail = f" ({loaded.problems[0]})" if loaded.problems else ""
        raise ConfigError(
            f"knowledge.sources: no article in {', '.join(sorted(loaded.named))}{detail}; add articles first"
        )


def _before(builds: Builds, embedding: str, writer: IndexWriter, rebuild: bool) -> _Before:
    build = builds.current()
    if build is None:
        return _Before()
    try:
        manifest = builds.manifest(build)
    except IndexUnavailableError:
        return _Before(reason="the index was damaged or of an older format")
    if rebuild:
        return _Before(reason="asked for", last=manifest)
    if manifest.embedding != embedding:
        return _Before(reason=f"the embedding model changed from {manifest.embedding} to {embedding}", last=manifest)
    if manifest.chunking != VERSION:
        return _Before(reason="this version cuts articles in another way", last=manifest)
    if not writer.has(build, builds.folder(build)):
        return _Before(reason="the index had lost its vectors", last=manifest)
    return _Before(build, manifest, "", manifest)


def _prints(plan: Plan, before: _Before) -> dict[str, str]:
    """The print of each article as the new index will hold it."""
    was = before.last.articles if before.last else {}
    now: dict[str, str] = {article.id: article_print(article) for article in plan.articles}
    kept: dict[str, str] = {id_: was[id_] for id_ in plan.kept if id_ in was}
    doubted = {id_: _DOUBTED + print_.removeprefix(_DOUBTED) for id_, print_ in kept.items() if id_ in plan.doubted}
    return {**kept, **doubted, **now}


def _diff(loaded: Loaded, plan: Plan, before: _Before) -> SyncReport:
    was = before.manifest.articles if before.manifest else {}
    now = _prints(plan, before)
    report = SyncReport(
        added=tuple(ArticleId(id_) for id_ in now if id_ not in was),
        changed=tuple(ArticleId(id_) for id_ in now if id_ in was and was[id_] != now[id_]),
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

    def __init__(
        self, builds: Builds, embedder: DocumentEmbedder, sparse: SparseEncoder, progress: Progress, told: Told | None
    ) -> None:
        self._builds, self._embedder, self._sparse, self._progress = builds, embedder, sparse, progress
        self._told = told

    def cut(self, plan: Plan, before: _Before) -> list[Passage]:
        """The passages that the index will hold, those of unchanged and kept articles as they are stored."""
        stored = self._stored(before)
        was = before.manifest.articles if before.manifest else {}
        passages: list[Passage] = []
        for number, article in enumerate(plan.articles, 1):
            same = was.get(article.id) == article_print(article) and article.id in stored
            passages.extend(stored[article.id] if same else chunk(article))
            self._progress("cut", number, len(plan.articles))
        for id_ in plan.kept:
            old = stored.get(id_, ())
            passages.extend(replace(one, standing=Standing.KEPT) if id_ in plan.doubted else one for one in old)
        return passages

    def make(self, loaded: Loaded, plan: Plan, passages: Sequence[Passage], before: _Before) -> _Made:
        """Everything a build holds, but its name."""
        known = self._known(before)
        prints = [matching_print(passage) for passage in passages]
        missing = {key: passage for key, passage in zip(prints, passages, strict=True) if key not in known}
        known.update(self._embedded(missing))
        words = self._sparse.documents([matching_text(passage) for passage in passages])
        told = self._told(passages) if self._told else [None] * len(passages)
        entries = [
            Entry(passage, known[key], tokens, of_each)
            for key, passage, tokens, of_each in zip(prints, passages, words, told, strict=True)
        ]
        articles = _prints(plan, before)
        manifest = Manifest(
            build="",
            embedding=self._embedder.name,
            chunking=VERSION,
            dimension=len(entries[0].dense),
            points=len(entries),
            articles=articles,
            prints=prints,
            origins=_places(articles, loaded.origins, before.indexed.origins),
            sources=_places(articles, loaded.sources, before.indexed.sources),
            told=self._told is not None,
        )
        return _Made(manifest, entries, [to_payload(passage) for passage in passages], len(missing))

    def _stored(self, before: _Before) -> dict[str, list[Passage]]:
        found: dict[str, list[Passage]] = {}
        with suppress(IndexUnavailableError):
            for payload in self._builds.stored(before.last.build)[0] if before.last else ():
                found.setdefault(payload["article_id"], []).append(from_payload(payload))
        return found

    def _known(self, before: _Before) -> dict[str, Vectors]:
        if not (before.build and before.manifest):
            return {}
        return dict(zip(before.manifest.prints, self._builds.stored(before.build)[1], strict=True))

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


def _places(articles: Mapping[str, str], now: Mapping[ArticleId, str], before: Mapping[str, str]) -> dict[str, str]:
    return {id_: now.get(ArticleId(id_)) or before.get(id_, "") for id_ in articles}


def _mixed(text: Vectors, title: Vectors) -> Vectors:
    mixed = (1 - TITLE_SHARE) * text + TITLE_SHARE * title
    vector: Vectors = (mixed / max(float(np.linalg.norm(mixed)), 1e-12)).astype(np.float32)
    return vector


def _next_name(builds: Builds, manifest: Manifest) -> str:
    number = int((builds.current() or "0").partition("-")[0]) + 1
    content = json.dumps([manifest.embedding, manifest.chunking, sorted(manifest.articles.items())])
    return f"{number:06d}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"
