"""Decides what a sync takes over, what stays as it was, and which sources have lost too much to be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain import Article, ArticleId
from bot.knowledge.load.outcome import REMOVED, Loaded, Reason

LEAST_ARTICLES = 10
LEAST_SHARE = 0.7
"""A source of so many articles is held when less than this share of them comes back, the rest merely absent."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index of before holds: the origin and the source of each article. See Loaded."""

    origins: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A source whose articles stay as they were: `was` of them before, `now` after, and why."""

    source: str
    was: int
    now: int
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`articles` are taken as read; `kept` ids stay as the index has them, those in `doubted` since nobody can read
    them now; `gone` were taken back by their writers."""

    articles: tuple[Article, ...]
    kept: tuple[ArticleId, ...] = ()
    doubted: frozenset[ArticleId] = frozenset()
    held: tuple[Held, ...] = ()
    gone: tuple[ArticleId, ...] = ()


def reconcile(loaded: Loaded, before: Indexed, *, allow_shrink: bool = False) -> Plan:
    """The plan of a sync. Pure."""
    read = {article.id for article in loaded.articles}
    told = {one.where: one.reason for one in loaded.left_out}
    removed = {id_ for id_, origin in before.origins.items() if told.get(origin) in REMOVED and id_ not in read}
    unreadable = {
        id_ for id_, origin in before.origins.items() if told.get(origin) is Reason.UNREADABLE and id_ not in read
    }
    held = tuple(_held(loaded, before, removed, unreadable, allow_shrink))
    names = {one.source for one in held}
    stay = {id_ for id_, source in before.sources.items() if source in names and id_ not in removed}
    articles = tuple(article for article in loaded.articles if loaded.sources.get(article.id) not in names)
    taken = {article.id for article in articles}
    kept = [ArticleId(id_) for id_ in before.origins if id_ in stay | unreadable and id_ not in taken]
    return Plan(
        articles=articles,
        kept=tuple(kept),
        doubted=frozenset(ArticleId(id_) for id_ in unreadable - stay),
        held=held,
        gone=tuple(ArticleId(id_) for id_ in before.origins if id_ in removed),
    )


def _held(loaded: Loaded, before: Indexed, removed: set[str], unreadable: set[str], allow_shrink: bool) -> list[Held]:
    found = []
    for source in dict.fromkeys(before.sources.values()):
        every = {id_ for id_, name in before.sources.items() if name == source}
        expected = every - removed
        back = {article.id for article in loaded.articles if loaded.sources.get(article.id) == source}
        present = len(expected & (back | unreadable))
        if source in loaded.failed:
            found.append(Held(source, len(expected), 0, loaded.failed[source]))
        elif source in loaded.partial and present < len(expected):
            found.append(Held(source, len(expected), present, "a part of it could not be listed"))
        elif source not in loaded.named:
            continue  # the policy does not name it any more
        elif not allow_shrink and len(every) >= LEAST_ARTICLES and present < LEAST_SHARE * len(expected):
            why = f"only {present} of {len(expected)} articles came back; `kb sync --allow-shrink` accepts that"
            found.append(Held(source, len(expected), present, why))
    return found
