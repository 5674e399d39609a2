"""Tells articles of one title apart, by what they stand under."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit

from bot.domain import Article, ArticleId
from bot.knowledge.load.file_names import name_of


def told_apart(articles: Sequence[Article], origins: Mapping[ArticleId, str]) -> tuple[Article, ...]:
    """Articles whose title others share get the name of the nearest folder that differs: `Guides (Billing)`."""
    alike: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        alike[article.title.casefold()].append(article)
    places = {article.id: _places(article, origins.get(article.id, "")) for article in articles}
    named = {one.id: _named(one, same, places) for same in alike.values() if len(same) > 1 for one in same}
    return tuple(replace(article, title=named.get(article.id, article.title)) for article in articles)


def duplicates(articles: Sequence[Article]) -> Mapping[str, Sequence[str]]:
    """Ids by title, of the titles that more than one article has."""
    alike: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        alike[article.title].append(article.id)
    return {title: ids for title, ids in alike.items() if len(ids) > 1}


def _named(article: Article, same: Sequence[Article], places: Mapping[ArticleId, Sequence[str]]) -> str:
    others = [places[other.id] for other in same if other is not article]
    for place in reversed(places[article.id]):
        words = re.sub(r"[-_]+", " ", place).strip().capitalize()
        if words.casefold() != article.title.casefold() and all(place not in other for other in others):
            return f"{article.title} ({words})"
    return article.title


def _places(article: Article, origin: str) -> list[str]:
    """What an article stands under, from the widest to the narrowest."""
    parts = urlsplit(article.url).path.split("/") if article.url else list(PurePath(origin).parts)
    name = name_of(PurePath(parts[-1])) if parts else None
    return [article.product_area, *parts[:-1], name.stem if name else (parts or [""])[-1]]
