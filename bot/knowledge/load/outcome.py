"""What every loader gives: the articles that could be read, and a word on everything that was not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain import Article, ArticleId

Fetch = Callable[[str], str]
"""Reads the text behind an http(s) address. Raises TransientError or ConfigError that names the address."""


class Reason(StrEnum):
    """Why something in a source is no article of the index."""

    UNREADABLE = "unreadable"
    DRAFT = "draft"
    UNLISTED = "unlisted"
    GONE = "gone"
    EMPTY = "empty"
    FRAME = "page of a section, without words"
    FILLED = "page that its site fills, without words"
    PATTERN = "default pattern"
    EXCLUDED = "excluded by the policy"
    SUFFIX = "not text"
    LANGUAGE = "another language"
    PART = "part of other articles"
    ELSEWHERE = "outside the source"


UNFORESEEN = (RecursionError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
"""What a text that nobody thought of may make a reader raise: the article is told, and the others are read."""

REMOVED = frozenset({Reason.DRAFT, Reason.UNLISTED, Reason.GONE})
"""Reasons by which somebody has taken an article back: unlike one that is merely absent, it must go at once."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One file or address that gave no article. `detail` names file, line and what to do, where something is to be."""

    where: str
    reason: Reason
    detail: str = ""


class ArticleError(Exception):
    """One article cannot be used, or is not meant to be; the text is a line for the report."""

    def __init__(self, text: str, reason: Reason = Reason.UNREADABLE) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Loaded:
    """Articles in source order. `origins` says which file or address each was read from, `sources` by which entry of
    knowledge.sources. `broken` are links and includes that lead nowhere, `failed` sources that gave nothing, with the
    reason, `partial` those of which a part could not be listed; `same_title` has ids by the title that they share,
    `named` are all sources of the policy."""

    articles: tuple[Article, ...] = ()
    problems: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    origins: Mapping[ArticleId, str] = field(default_factory=dict)
    sources: Mapping[ArticleId, str] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    same_title: Mapping[str, Sequence[str]] = field(default_factory=dict)
    partial: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that may be an article: where it is, how to read it (None: there is nothing in it), and what it goes
    by when another article has its id."""

    where: str
    read: Callable[[], Article | None]
    place: str = ""


def collect(items: Iterable[Item], left_out: Iterable[LeftOut] = ()) -> Loaded:
    """Read each item. What raises ArticleError is left out and told; so is an id used twice, whose later article goes
    by its own place instead."""
    articles: dict[ArticleId, Article] = {}
    told: list[LeftOut] = []
    origins: dict[ArticleId, str] = {}
    notes: list[str] = []
    for item in items:
        try:
            article = item.read()
        except ArticleError as error:
            told.append(LeftOut(item.where, error.reason, str(error)))
            continue
        except UNFORESEEN as error:
            # No text that somebody wrote may stop a sync: it is told as what could not be read.
            text = f"{item.where}: cannot be read ({type(error).__name__}); please report this file"
            told.append(LeftOut(item.where, Reason.UNREADABLE, text))
            continue
        if article is None:
            continue
        if article.id in articles:
            fresh = _other_id(article.id, item.place, articles)
            notes.append(f"{item.where}: id: {article.id!r} is used by another article, so this one is {fresh!r}")
            article = replace(article, id=fresh)
        articles[article.id] = article
        origins[article.id] = item.where
    every = (*left_out, *told)
    problems = tuple(one.detail for one in every if one.reason is Reason.UNREADABLE)
    return Loaded(tuple(articles.values()), problems, every, origins, notes=tuple(notes))


def _other_id(id_: ArticleId, place: str, taken: Mapping[ArticleId, Article]) -> ArticleId:
    wanted = slug(place) or id_
    number = 1
    fresh = wanted
    while fresh in taken:
        number += 1
        fresh = ArticleId(f"{wanted}-{number}")
    return fresh


def joined(parts: Iterable[tuple[str, Loaded]]) -> Loaded:
    """Several sources, each with its name, as one."""
    every = list(parts)
    merged = collect(
        Item(part.origins.get(article.id, name), lambda article=article: article)  # type: ignore[misc]
        for name, part in every
        for article in part.articles
    )
    named = iter(merged.articles)
    sources = {next(named).id: name for name, part in every for _ in part.articles}
    return Loaded(
        articles=merged.articles,
        problems=tuple(problem for _, part in every for problem in part.problems),
        left_out=tuple(one for _, part in every for one in part.left_out),
        origins=merged.origins,
        sources=sources,
        broken=tuple(line for _, part in every for line in part.broken),
        failed={key: value for _, part in every for key, value in part.failed.items()},
        named=frozenset(name for name, _ in every),
        partial=frozenset(name for name, part in every if part.partial),
        notes=(*(note for _, part in every for note in part.notes), *merged.notes),
    )


def slug(text: str) -> ArticleId:
    """An id made of a path or title: lower case, words joined by hyphens."""
    return ArticleId(re.sub(r"[\W_]+", "-", text.lower()).strip("-"))
