"""Reads the answers of the Zendesk Help Center API (`…/help_center/articles.json`) as articles."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

from bot.domain import Article, Audience
from bot.errors import ConfigError
from bot.knowledge.load.address import joined
from bot.knowledge.load.article import Draft, made
from bot.knowledge.load.article_fields import FrontMatter, day
from bot.knowledge.load.dialects.common import finished_html
from bot.knowledge.load.html_markdown import html_markdown
from bot.knowledge.load.outcome import ArticleError, Fetch, Item, Loaded, Reason, collect
from bot.policy import KnowledgeSource

_MOST_PAGES = 1000
_NO_LONGER = frozenset({"deprecated", "archived", "obsolete"})


def zendesk_address(place: str, language: str = "") -> str:
    """The API's address of a help centre's articles; an address that is one already stays."""
    if ".json" in place:
        return place
    locale = f"/{language.casefold()}" if language else ""
    return place.rstrip("/") + f"/api/v2/help_center{locale}/articles.json?per_page=100&include=sections"


def load_zendesk(text: str, where: str, fetch: Fetch | None = None, source: KnowledgeSource | None = None) -> Loaded:
    """Articles of one answer and, with `fetch`, of the pages after it, in one language: the source's, or that of most
    articles. Drafts are left out; an article for a user segment is internal; product area is the section's name if
    the answer side-loads sections. Raises ConfigError, TransientError."""
    source = source or KnowledgeSource(zendesk=where)
    raws: dict[object, tuple[object, str]] = {}
    sections: dict[Any, str] = {}
    seen = {where}
    for _ in range(_MOST_PAGES):
        page = _page(text, where)
        sections |= _sections(page.get("sections"))
        for number, raw in enumerate(page["articles"]):
            key = raw.get("id") if isinstance(raw, dict) and raw.get("id") not in (None, "") else f"{where} {number}"
            # The newest wins: an article that changes while pages are read comes twice, as in incremental answers.
            raws[str(key)] = raw, f"{where}: articles[{number}]"
        following = _following(page, where)
        if following is None or fetch is None:
            break
        if following in seen:
            if "incremental" in where:
                break  # the last page of an incremental answer names itself
            raise ConfigError(f"{where}: the next page is one already read; the server's paging is broken")
        seen.add(following)
        text, where = fetch(following), following
    locale = source.language or _most_common([raw for raw, _ in raws.values()])
    return collect([_item(raw, place, sections, locale, source) for raw, place in raws.values()])


def _sections(listed: object) -> dict[Any, str]:
    named = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {one["id"]: str(one.get("name") or "") for one in named if isinstance(one.get("id"), int | str)}


def _following(page: dict[str, Any], where: str) -> str | None:
    links, meta = page.get("links"), page.get("meta")
    following = page.get("next_page") or (links.get("next") if isinstance(links, dict) else None)
    if isinstance(meta, dict) and meta.get("has_more") is False:
        return None
    return joined(where, following) if isinstance(following, str) else None


def _page(text: str, where: str) -> dict[str, Any]:
    try:
        page = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise ConfigError(f"{where}: line {error.lineno}: not valid JSON; export the articles again") from None
    except RecursionError:
        raise ConfigError(f"{where}: nested too deeply; export the articles again") from None
    if not isinstance(page, dict) or not isinstance(page.get("articles"), list):
        raise ConfigError(f"{where}: articles: missing; this must be an answer of Zendesk's articles.json")
    return page


def _most_common(raws: list[object]) -> str:
    locales = Counter(str(raw["locale"]) for raw in raws if isinstance(raw, dict) and raw.get("locale"))
    return locales.most_common(1)[0][0] if locales else ""


def _item(raw: object, place: str, sections: dict[Any, str], locale: str, source: KnowledgeSource) -> Item:
    own = raw.get("html_url") if isinstance(raw, dict) else None
    return Item(own if isinstance(own, str) and own else place, partial(_article, raw, sections, place, locale, source))


def _article(raw: object, sections: dict[Any, str], where: str, locale: str, source: KnowledgeSource) -> Article:
    if not isinstance(raw, dict):
        raise ArticleError(f"{where}: must be an object with id, title and body")
    if raw.get("draft"):
        raise ArticleError(f"{where}: {raw.get('title') or raw.get('id')}", Reason.DRAFT)
    own = str(raw.get("locale") or "")
    if own and locale and own.casefold().split("-")[0] != locale.casefold().split("-")[0]:
        raise ArticleError(f"{where}: {own}", Reason.LANGUAGE)
    for key in ("id", "title"):
        if raw.get(key) in (None, ""):
            raise ArticleError(f"{where}: {key}: missing; give the article one in Zendesk")
    url = str(raw.get("html_url") or "")
    body = finished_html(html_markdown(str(raw.get("body") or "")), partial(_resolved, url)).strip()
    if not body:
        detail = f"{where}: body: empty; write the article's text in Zendesk or make it a draft"
        raise ArticleError(detail, Reason.EMPTY)
    labels = {str(label).casefold() for label in raw.get("label_names") or []}
    meta = FrontMatter(
        id=str(raw["id"]),
        title=str(raw["title"]),
        product_area=sections.get(raw.get("section_id"), ""),
        reviewed_at=day(raw.get("edited_at") or raw.get("updated_at"), f"{where}: edited_at"),
        deprecated=not labels.isdisjoint(_NO_LONGER),
    )
    article = made(Draft(where, meta, body, "", str(raw["id"]), str(raw["id"]), url), source)
    segments = [raw.get("user_segment_id"), *(raw.get("user_segment_ids") or [])]
    return replace(article, audience=Audience.INTERNAL) if any(s is not None for s in segments) else article


def _resolved(url: str, target: str) -> str | None:
    if re.match(r"https?://|mailto:", target):
        return target
    return joined(url, target) if url and target and not re.match(r"[a-z]+:", target, re.IGNORECASE) else None
