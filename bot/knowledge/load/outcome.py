"""What every loader gives: the articles that could be read, and one line for each that could not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.domain import Article, ArticleId

Fetch = Callable[[str], str]
"""Reads the text behind an http(s) address. Raises TransientError or ConfigError that names the address."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Articles in source order. A problem names the file, the key and the fix; its article is left out."""

    articles: tuple[Article, ...] = ()
    problems: tuple[str, ...] = ()


class ArticleError(Exception):
    """One article cannot be used; the text is a problem line."""


def collect(items: Iterable[Callable[[], Article | None]]) -> Loaded:
    """Run each reader; what raises ArticleError becomes a problem, None is skipped, and so is a second use of an id."""
    articles: dict[ArticleId, Article] = {}
    problems: list[str] = []
    for read in items:
        try:
            article = read()
        except ArticleError as error:
            problems.append(str(error))
            continue
        if article is None:
            continue
        if article.id in articles:
            problems.append(f"{article.title}: id: {article.id!r} is used by another article; give each its own id")
            continue
        articles[article.id] = article
    return Loaded(tuple(articles.values()), tuple(problems))


def joined(parts: Iterator[Loaded]) -> Loaded:
    """Several sources as one; an id that an earlier source used is a problem."""
    every = list(parts)
    merged = collect([lambda article=article: article for part in every for article in part.articles])  # type: ignore[misc]
    return Loaded(merged.articles, tuple(p for part in every for p in part.problems) + merged.problems)


def slug(text: str) -> ArticleId:
    """An id made of a path or title: lower case, words joined by hyphens."""
    return ArticleId(re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-"))
