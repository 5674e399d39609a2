"""Reads the pages that a sitemap lists as articles."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from bot.domain import Article, ArticleId
from bot.errors import ConfigError, EarnestError
from bot.knowledge.load import front_matter
from bot.knowledge.load.html_markdown import html_page
from bot.knowledge.load.outcome import ArticleError, Fetch, Loaded, collect, slug

# A sitemap is read by pattern: an XML parser would expand entities that a hostile one may hold.
_ENTRY = re.compile(r"<(url|sitemap)\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</loc>", re.DOTALL | re.IGNORECASE)
_CHANGED = re.compile(r"<lastmod>\s*(.*?)\s*</lastmod>", re.DOTALL | re.IGNORECASE)
_DEEPEST = 3


def load_sitemap(text: str, where: str, fetch: Fetch) -> Loaded:
    """One article a listed page; `lastmod` is its review date. Sitemaps of sitemaps are followed; addresses on
    another host than the sitemap's first page are problems. Raises ConfigError when there is nothing to read."""
    entries = list(_entries(text, fetch, _DEEPEST))
    if not entries:
        raise ConfigError(f"{where}: <loc>: none found; this must be a sitemap with <url><loc> entries")
    host = urlsplit(where).netloc or urlsplit(entries[0][0]).netloc
    return collect([partial(_page, url, changed, host, where, fetch) for url, changed in entries])


def _entries(text: str, fetch: Fetch, depth: int) -> Iterator[tuple[str, str]]:
    for kind, entry in _ENTRY.findall(text):
        loc = _LOC.search(entry)
        if loc is None:
            continue
        url = html.unescape(loc[1]).strip()
        if kind.lower() == "url":
            changed = _CHANGED.search(entry)
            yield url, changed[1] if changed else ""
        elif depth:
            yield from _entries(fetch(url), fetch, depth - 1)


def _page(url: str, changed: str, host: str, where: str, fetch: Fetch) -> Article | None:
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or address.netloc != host:
        raise ArticleError(f"{where}: {url}: not on {host}; list only pages of the help centre itself")
    try:
        page = html_page(fetch(url))
    except EarnestError as error:
        raise ArticleError(f"{where}: {error}") from None
    meta = front_matter.parse(page.meta, url)
    if not page.markdown.strip():
        raise ArticleError(f"{url}: the page holds no text; Earnest reads pages that need no JavaScript")
    return Article(
        id=ArticleId(meta.id) if meta.id else slug(address.path + ("-" + address.query if address.query else "")),
        title=meta.title or page.title or address.path.rstrip("/").rpartition("/")[2] or host,
        content=page.markdown.strip(),
        product_area=meta.product_area,
        url=url,
        reviewed_at=meta.reviewed_at or front_matter.day(changed, f"{where}: {url}: lastmod"),
        audience=meta.audience,
        plans=meta.plans,
    )
