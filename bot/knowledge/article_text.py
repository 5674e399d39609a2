"""An article as its source file has it, or as the index does; and the digest by which a change of it is seen."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from bot.domain import ArticleId, Passage
from bot.domain.knowledge import ArticleText
from bot.errors import IndexUnavailableError
from bot.knowledge.records import from_payload, matching_print
from bot.knowledge.sync_report import Findings
from bot.platform.qdrant.builds import Builds

_LONGEST = 1_000_000  # characters of a file that are worth showing in a form


class IndexedTexts:
    """Reads articles from the index of a DATA_DIR and from local files, off the event loop."""

    def __init__(self, builds: Builds) -> None:
        self._builds = builds

    async def get(self, article: ArticleId) -> ArticleText | None:
        """An article; None when the index does not hold it, or there is no index."""
        return await asyncio.to_thread(self._get, article)

    async def contents(self, articles: Sequence[ArticleId]) -> Mapping[ArticleId, str]:
        """The digests of those articles that the index holds now."""
        held = await asyncio.to_thread(self._held, articles)
        return {article: content_of(passages) for article, passages in held[1].items()}

    async def held(self) -> Mapping[str, str]:
        """The sources that the last sync left as they were, each with the reason."""
        raw = await asyncio.to_thread(self._builds.told)
        return {str(one["source"]): str(one["why"]) for one in Findings.from_json(raw).held}

    async def listed(self) -> tuple[str, frozenset[ArticleId]] | None:
        """The current build's name, of which a later one is greater, and its articles; None where none can be read."""
        return await asyncio.to_thread(self._listed)

    async def review_dates(self) -> Mapping[ArticleId, date | None]:
        """When each article that the index holds was last reviewed; empty without an index."""
        return await asyncio.to_thread(self._review_dates)

    async def named(self, articles: Sequence[ArticleId]) -> Mapping[ArticleId, tuple[str, str]]:
        """Title and address of those articles that the index holds; the address empty where there is none."""
        held = await asyncio.to_thread(self._held, articles)
        return {article: (passages[0].title, passages[0].url) for article, passages in held[1].items()}

    def _listed(self) -> tuple[str, frozenset[ArticleId]] | None:
        build = self._builds.current()
        try:
            return None if build is None else (build, frozenset(map(ArticleId, self._builds.manifest(build).articles)))
        except IndexUnavailableError:
            return None

    def _review_dates(self) -> Mapping[ArticleId, date | None]:
        build = self._builds.current()
        try:
            payloads = self._builds.stored(build)[0] if build is not None else []
        except IndexUnavailableError:
            return {}
        return {passage.article_id: passage.reviewed_at for passage in map(from_payload, payloads)}

    def _get(self, article: ArticleId) -> ArticleText | None:
        origins, passages = self._held([article])
        mine = passages.get(article)
        if not mine:
            return None
        origin = origins.get(article, "")
        text = _file(Path(origin)) if origin and "://" not in origin else None
        return ArticleText(origin or mine[0].url, text if text is not None else as_markdown(mine), content_of(mine))

    def _held(self, articles: Sequence[ArticleId]) -> tuple[Mapping[str, str], Mapping[ArticleId, list[Passage]]]:
        build = self._builds.current()
        if build is None or not articles:
            return {}, {}
        try:
            origins, payloads = self._builds.manifest(build).origins, self._builds.stored(build)[0]
        except IndexUnavailableError:
            return {}, {}
        wanted = frozenset(articles)
        found: dict[ArticleId, list[Passage]] = {}
        for payload in payloads:
            if payload.get("article_id") in wanted:
                passage = from_payload(payload)
                found.setdefault(passage.article_id, []).append(passage)
        return origins, found


def content_of(passages: Sequence[Passage]) -> str:
    """Changes with the words of any passage, their headings and their order; a new review date changes nothing."""
    return hashlib.sha256("\n".join(map(matching_print, passages)).encode()).hexdigest()[:24]


def as_markdown(passages: Sequence[Passage]) -> str:
    """Passages in order below their headings."""
    lines = [f"# {passages[0].title}"]
    path: tuple[str, ...] = ()
    for passage in passages:
        if passage.heading_path != path and passage.heading_path:
            lines.append(f"{'#' * min(6, len(passage.heading_path) + 1)} {passage.heading_path[-1]}")
        path = passage.heading_path
        lines.append(passage.text.strip())
    return "\n\n".join(lines) + "\n"


def _file(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8", newline="") as file:  # line ends as they are, for a patch must match them
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return None
    return text if len(text) <= _LONGEST else None
