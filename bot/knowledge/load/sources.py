"""Chooses the loader for each of `knowledge.sources`, and sets what the policy says of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.domain import Article
from bot.errors import ConfigError, EarnestError
from bot.knowledge.load.folder import load_folder
from bot.knowledge.load.jsonl import load_jsonl
from bot.knowledge.load.outcome import Fetch, Loaded, joined
from bot.knowledge.load.review_dates import git_dates
from bot.knowledge.load.same_titles import duplicates, told_apart
from bot.knowledge.load.sitemap import load_sitemap
from bot.knowledge.load.zendesk import load_zendesk, zendesk_address
from bot.policy import KnowledgeSource
from bot.policy.knowledge import source_of

Named = str | KnowledgeSource | Mapping[str, Any]


def load_sources(sources: Sequence[Named], fetch: Fetch, base: Path = Path()) -> Loaded:
    """Articles of all sources: folders, .jsonl files, Zendesk answers and sitemaps (file or http address).

    `base` is where relative paths start. Raises ConfigError or TransientError when a source as a whole cannot be
    read, or when there is no article at all: an index must not empty itself because a folder was not mounted."""
    loaded = read_sources(sources, fetch, base)
    for name in loaded.failed:
        load_source(name, fetch, base)  # raises again, as itself
    if not loaded.articles:
        names = ", ".join(source_of(source).where for source in sources)
        detail = f" ({loaded.problems[0]})" if loaded.problems else ""
        raise ConfigError(f"knowledge.sources: no article in {names}{detail}; add articles first")
    return loaded


def read_sources(sources: Sequence[Named], fetch: Fetch, base: Path = Path()) -> Loaded:
    """The same, where a source that cannot be read stands in `failed` with the reason. Raises ConfigError when no
    source is named."""
    if not sources:
        raise ConfigError("knowledge.sources: empty; name a folder, a .jsonl file, a Zendesk or sitemap address")
    parts = [(source_of(source).where, _tried(source_of(source), fetch, base)) for source in sources]
    merged = joined(parts)
    return replace(merged, articles=told_apart(merged.articles, merged.origins), same_title=duplicates(merged.articles))


def _tried(source: KnowledgeSource, fetch: Fetch, base: Path) -> Loaded:
    try:
        return load_source(source, fetch, base)
    except EarnestError as error:
        return Loaded(failed={source.where: str(error)})


def load_source(source: Named, fetch: Fetch, base: Path = Path()) -> Loaded:
    """One source's articles. Raises ConfigError, TransientError."""
    source = source_of(source)
    loaded = _loaded(source, fetch, base)
    if source.reviewed_at in ("git", "file"):
        return _dated(loaded, source, base)
    return loaded


def _loaded(source: KnowledgeSource, fetch: Fetch, base: Path) -> Loaded:
    where = source.where
    if where.startswith(("http://", "https://")):
        address = zendesk_address(where, source.language) if source.zendesk else where
        text = fetch(address)
        is_zendesk = bool(source.zendesk) or text.lstrip("\ufeff \r\n\t").startswith("{")
        loader = load_zendesk if is_zendesk else load_sitemap
        return loader(text, address, fetch, source)
    path = base / Path(where).expanduser()
    if path.is_dir():
        return load_folder(path, source)
    kind = {".jsonl": "jsonl", ".json": "zendesk", ".xml": "sitemap"}.get(path.suffix.lower())
    if kind == "jsonl":
        return load_jsonl(path, source)
    if kind is None or not path.is_file():
        raise ConfigError(
            f"knowledge.sources: {where}: no such folder or file; use a folder, .jsonl, Zendesk .json or sitemap .xml"
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); it must be a UTF-8 text file") from None
    if kind == "zendesk":
        return load_zendesk(text, where, None, source)
    return load_sitemap(text, where, fetch, source)


def _dated(loaded: Loaded, source: KnowledgeSource, base: Path) -> Loaded:
    """Review dates from git or from the files; an article's own date stays where it gives one."""
    folder = base / Path(source.where).expanduser()
    files = {article.id: Path(loaded.origins[article.id]) for article in loaded.articles}
    if source.reviewed_at == "git":
        dates = git_dates(folder if folder.is_dir() else folder.parent, list(files.values()))
        of, notes = dates.of, (dates.note,) if dates.note else ()
    else:
        of = {
            path: datetime.fromtimestamp(path.stat().st_mtime, UTC).date() for path in files.values() if path.exists()
        }
        notes = ()

    def dated(article: Article) -> Article:
        return article if article.reviewed_at else replace(article, reviewed_at=of.get(files[article.id]))

    return replace(loaded, articles=tuple(map(dated, loaded.articles)), notes=(*loaded.notes, *notes))
