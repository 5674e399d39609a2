"""Reads the pages that a sitemap lists as articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.domain import Article
from bot.errors import ConfigError, EarnestError
from bot.knowledge.load.address import joined
from bot.knowledge.load.article import Draft, made
from bot.knowledge.load.article_fields import day, parse
from bot.knowledge.load.dialects.common import finished_html
from bot.knowledge.load.fetch import GoneError
from bot.knowledge.load.html_page import html_page
from bot.knowledge.load.outcome import ArticleError, Fetch, Item, LeftOut, Loaded, Reason, collect
from bot.knowledge.load.patterns import matching
from bot.policy import KnowledgeSource

_DEEPEST = 5
_AT_ONCE = 4
_SAME = 3


@dataclass(slots=True)
class _Reading:
    """What is found while sitemaps of sitemaps are followed."""

    fetch: Fetch
    seen: set[str] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)


def load_sitemap(text: str, where: str, fetch: Fetch, source: KnowledgeSource | None = None) -> Loaded:
    """One article a listed page; `lastmod` is its review date. Sitemaps of sitemaps are followed, and one that is not
    there is told; addresses on another host than the sitemap's are left out. Raises ConfigError when there is nothing
    to read, TransientError when the first child cannot be reached."""
    source = source or KnowledgeSource(sitemap=where)
    reading = _Reading(fetch, {where})
    entries = dict(_entries(text, where, reading, _DEEPEST))
    if not entries:
        problem = next((f" ({one.detail})" for one in reading.left_out), "")
        raise ConfigError(f"{where}: <loc>: none found{problem}; this must be a sitemap with <url><loc> entries")
    host = urlsplit(where).netloc or urlsplit(next(iter(entries))).netloc
    wanted = {url: changed for url, changed in entries.items() if _wanted(url, host, source, reading)}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        pages = dict(zip(wanted, pool.map(partial(_fetched, fetch), wanted), strict=True))
    items = [Item(url, partial(_page, url, changed, pages[url], source)) for url, changed in wanted.items()]
    unlisted = frozenset({where}) if any(one.reason is Reason.UNREADABLE for one in reading.left_out) else frozenset()
    return _without_shells(replace(collect(items, reading.left_out), partial=unlisted))


def _entries(text: str, where: str, reading: _Reading, depth: int) -> Iterator[tuple[str, str]]:
    """Addresses with the day of their last change, in order."""
    text = text.lstrip("\ufeff \r\n\t")
    if not text.startswith("<"):
        lines = (line.strip() for line in text.split("\n") if re.match(r"https?://\S+\s*$", line.strip()))
        yield from ((line, "") for line in lines if joined(where, line))
        return
    for entry in _parsed(text, where):
        kind = _local(entry)
        said = {_local(child): "".join(child.itertext()).strip() for child in entry}
        url = (joined(where, said["loc"]) or "") if said.get("loc") else ""
        if said.get("loc") and not url:
            detail = f"{where}: {said['loc']!r} is no address; correct it"
            reading.left_out.append(LeftOut(said["loc"], Reason.ELSEWHERE, detail))
        if kind == "url" and url:
            yield url, said.get("lastmod", "")
        elif kind == "sitemap" and url and depth and url not in reading.seen:
            reading.seen.add(url)
            try:
                found = list(_entries(reading.fetch(url), url, reading, depth - 1))
            except EarnestError as error:
                reason = Reason.GONE if isinstance(error, GoneError) else Reason.UNREADABLE
                reading.left_out.append(LeftOut(url, reason, f"{where}: {error}"))
                continue
            yield from found


def _parsed(text: str, where: str) -> Element:
    try:
        root: Element = fromstring(text)
    except DefusedXmlException:
        raise ConfigError(f"{where}: declares entities, which Earnest does not expand; publish it without") from None
    except ParseError as error:
        raise ConfigError(f"{where}: line {error.position[0]}: not valid XML; this must be a sitemap") from None
    return root


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _wanted(url: str, host: str, source: KnowledgeSource, reading: _Reading) -> bool:
    address = urlsplit(url)
    path = address.path.lstrip("/")
    if address.scheme not in ("http", "https") or address.netloc != host:
        detail = f"{url}: not on {host}; list only pages of the help centre itself"
        reading.left_out.append(LeftOut(url, Reason.ELSEWHERE, detail))
        return False
    place = PurePosixPath(path)
    if (source.include and not matching(place, source.include)) or matching(place, source.exclude):
        reading.left_out.append(LeftOut(url, Reason.EXCLUDED))
        return False
    return True


def _fetched(fetch: Fetch, url: str) -> str | EarnestError:
    try:
        return fetch(url)
    except EarnestError as error:
        return error


def _page(url: str, changed: str, got: str | EarnestError, source: KnowledgeSource) -> Article:
    if isinstance(got, GoneError):
        raise ArticleError(str(got), Reason.GONE)
    if isinstance(got, EarnestError):
        raise ArticleError(str(got))
    address = urlsplit(url)
    page = html_page(got)
    if page.is_error:
        raise ArticleError(f"{url}: an error page, though the server answered that all is well", Reason.GONE)
    meta = parse(page.meta, url, source.audience)
    if meta.noindex:
        raise ArticleError(f"{url}: noindex", Reason.UNLISTED)
    if not page.markdown.strip():
        raise ArticleError(f"{url}: the page holds no text; Earnest reads pages that need no JavaScript", Reason.EMPTY)
    if meta.reviewed_at is None:
        meta = meta.model_copy(update={"reviewed_at": meta.changed or _changed(changed)})
    name = address.path.rstrip("/").rpartition("/")[2]
    draft = Draft(
        where=url,
        meta=meta,
        markdown=finished_html(page.markdown, partial(joined, url)),
        title=page.title,
        fallback=name.replace("-", " ") or address.netloc,
        place=address.path + ("-" + address.query if address.query else "") if address.path.strip("/") else "home",
        url=url,
        area="",
    )
    return made(draft, source)


def _changed(text: str) -> date | None:
    try:
        return day(text, "lastmod")
    except ArticleError:
        return None  # other people's sitemaps hold all kinds of dates


def _without_shells(loaded: Loaded) -> Loaded:
    """Pages that all say the same words are an error page or an empty frame, not articles."""
    bodies: dict[str, int] = {}
    for article in loaded.articles:
        bodies[article.content] = bodies.get(article.content, 0) + 1
    shells = [article for article in loaded.articles if bodies[article.content] >= _SAME]
    if not shells:
        return loaded
    told = tuple(
        LeftOut(
            a.url,
            Reason.UNREADABLE,
            f"{a.url}: says the same as {bodies[a.content] - 1} other pages; open it in a browser",
        )
        for a in shells
    )
    kept = tuple(article for article in loaded.articles if article not in shells)
    problems = (*loaded.problems, *(one.detail for one in told))
    return replace(loaded, articles=kept, left_out=(*loaded.left_out, *told), problems=problems)
