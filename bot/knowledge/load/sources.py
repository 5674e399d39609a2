"""Chooses the loader for each of `knowledge.sources`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.errors import ConfigError
from bot.knowledge.load.folder import load_folder
from bot.knowledge.load.jsonl import load_jsonl
from bot.knowledge.load.outcome import Fetch, Loaded, joined
from bot.knowledge.load.sitemap import load_sitemap
from bot.knowledge.load.zendesk import load_zendesk


def load_sources(sources: Sequence[str], fetch: Fetch, base: Path = Path()) -> Loaded:
    """Articles of all sources: folders, .jsonl files, Zendesk answers and sitemaps (file or http address).

    `base` is where relative paths start. Raises ConfigError when a source as a whole cannot be read, or when there
    is no article at all: an index must not empty itself because a folder was not mounted."""
    if not sources:
        raise ConfigError("knowledge.sources: empty; name a folder, a .jsonl file, a Zendesk or sitemap address")
    loaded = joined(load_source(source, fetch, base) for source in sources)
    if not loaded.articles:
        detail = f" ({loaded.problems[0]})" if loaded.problems else ""
        raise ConfigError(f"knowledge.sources: no article in {', '.join(sources)}{detail}; add articles first")
    return loaded


def load_source(source: str, fetch: Fetch, base: Path = Path()) -> Loaded:
    """One source's articles. Raises ConfigError, TransientError."""
    if source.startswith(("http://", "https://")):
        text = fetch(source)
        kind = load_zendesk if text.lstrip("\ufeff \r\n\t").startswith("{") else load_sitemap
        return kind(text, source, fetch)
    path = base / Path(source).expanduser()
    if path.is_dir():
        return load_folder(path)
    kind_of = {".jsonl": "jsonl", ".json": "zendesk", ".xml": "sitemap"}.get(path.suffix.lower())
    if kind_of == "jsonl":
        return load_jsonl(path)
    if kind_of is None or not path.is_file():
        raise ConfigError(
            f"knowledge.sources: {source}: no such folder or file; use a folder, .jsonl, Zendesk .json or sitemap .xml"
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); it must be a UTF-8 text file") from None
    return load_zendesk(text, source) if kind_of == "zendesk" else load_sitemap(text, source, fetch)
