"""Lists the articles that people should look at again, the most used first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain import Article, ArticleId


@dataclass(frozen=True, slots=True)
class Stale:
    """An article to review. `days` since its last review, None when it never was; `used` decisions that cite it."""

    article: Article
    days: int | None
    flagged: bool
    used: int


def stale(
    articles: Sequence[Article],
    today: date,
    after_days: int,
    flagged: Collection[ArticleId] = (),
    uses: Mapping[ArticleId, int] | None = None,
) -> list[Stale]:
    """Articles flagged, never reviewed, or last reviewed more than `after_days` before `today`; by use, then age."""
    uses = uses or {}
    oldest = today - timedelta(days=after_days)
    found = [
        Stale(
            article,
            days=(today - article.reviewed_at).days if article.reviewed_at else None,
            flagged=article.id in flagged,
            used=uses.get(article.id, 0),
        )
        for article in articles
        if article.id in flagged or article.reviewed_at is None or article.reviewed_at < oldest
    ]
    return sorted(
        found,
        key=lambda item: (-item.used, not item.flagged, item.article.reviewed_at or date.min, item.article.id),
    )
