"""Step 7, learn: what a verdict on an answer changes. Pure rules."""

from __future__ import annotations

from bot.domain import ArticleId, Decision


def articles_to_review(decision: Decision) -> tuple[ArticleId, ...]:
    """The articles that an answer found wrong leaned on: the cited ones, which nobody should be quoted unreviewed."""
    return tuple(source.id for source in decision.sources)
