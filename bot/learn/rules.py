"""Step 7, learn: what a verdict on an answer changes. Pure rules."""

from __future__ import annotations

from bot.domain import ArticleId, Decision


def articles_to_review(decision: Decision) -> tuple[ArticleId, ...]:
    """The articles cited by an answer that staff marked as wrong: not quoted alone again until they are reviewed."""
    return tuple(source.id for source in decision.sources)
