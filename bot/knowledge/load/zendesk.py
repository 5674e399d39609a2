"""Reads the answers of the Zendesk Help Center API (`…/help_center/articles.json`) as articles."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from bot.domain import Article, ArticleId, Audience
from bot.errors import ConfigError
from bot.knowledge.load.front_matter import day
from bot.knowledge.load.html_markdown import html_markdown
from bot.knowledge.load.outcome import ArticleError, Fetch, Loaded, collect, joined

_MOST_PAGES = 1000


def load_zendesk(text: str, where: str, fetch: Fetch | None = None) -> Loaded:
    """Articles of one answer and, with `fetch`, of the pages after it. Drafts are skipped; an article for a user
    segment is internal; product area is the section's name if the answer side-loads sections. Raises ConfigError."""
    pages: list[Loaded] = []
    seen = {where}
    for _ in range(_MOST_PAGES):
        page = _page(text, where)
        pages.append(_articles(page, where))
        following = page.get("next_page") or (page.get("links") or {}).get("next")
        if (page.get("meta") or {}).get("has_more") is False or not isinstance(following, str) or fetch is None:
            break
        if following in seen:
            raise ConfigError(f"{where}: the next page is one already read; the server's paging is broken")
        seen.add(following)
        text, where = fetch(following), following
    return joined(iter(pages))


def _page(text: str, where: str) -> dict[str, Any]:
    try:
        page = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{where}: line {error.lineno}: not valid JSON; export the articles again") from None
    if not isinstance(page, dict) or not isinstance(page.get("articles"), list):
        raise ConfigError(f"{where}: articles: missing; this must be an answer of Zendesk's articles.json")
    return page


def _articles(page: dict[str, Any], where: str) -> Loaded:
    listed = page.get("sections") or []
    sections = {s.get("id"): str(s.get("name") or "") for s in listed if isinstance(s, dict)}
    return collect(
        [partial(_article, raw, sections, f"{where}: articles[{n}]") for n, raw in enumerate(page["articles"])]
    )


def _article(raw: object, sections: dict[Any, str], where: str) -> Article | None:
    if not isinstance(raw, dict):
        raise ArticleError(f"{where}: must be an object with id, title and body")
    if raw.get("draft"):
        return None
    for key in ("id", "title"):
        if raw.get(key) in (None, ""):
            raise ArticleError(f"{where}: {key}: missing; give the article one in Zendesk")
    content = html_markdown(str(raw.get("body") or "")).strip()
    if not content:
        raise ArticleError(f"{where}: body: empty; write the article's text in Zendesk or make it a draft")
    segments = [raw.get("user_segment_id"), *(raw.get("user_segment_ids") or [])]
    return Article(
        id=ArticleId(str(raw["id"])),
        title=str(raw["title"]).strip(),
        content=content,
        product_area=sections.get(raw.get("section_id"), ""),
        url=str(raw.get("html_url") or ""),
        reviewed_at=day(raw.get("edited_at") or raw.get("updated_at"), f"{where}: edited_at"),
        audience=Audience.INTERNAL if any(s is not None for s in segments) else Audience.PUBLIC,
    )
