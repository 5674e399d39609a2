"""Ends the review of a flagged article: by a click, a sent form or a command, and by the first of them alone."""

from __future__ import annotations

from datetime import datetime

from bot.domain import UserId
from bot.domain.knowledge import ArticleText
from bot.domain.states import Act
from bot.outbox.article_post import article_update
from bot.store.records import ArticleReview, LogEntry, ReviewOutcome
from bot.store.store import Store

BY_COMMAND = "operator"
_ACTS = {
    ReviewOutcome.STILL_RIGHT: Act.ARTICLE_STILL_RIGHT,
    ReviewOutcome.EDITED: Act.ARTICLE_EDITED,
    ReviewOutcome.RETIRED: Act.ARTICLE_RETIRED,
}


async def settle_article(
    store: Store,
    now: datetime,
    desk: str,
    review: ArticleReview,
    outcome: ReviewOutcome,
    by: UserId | None,
    text: ArticleText | None,
    after: str = "",
) -> bool:
    """End a review, clear the article's flags, log it and have the card redrawn, in one transaction. `by` is None for
    the operator's command, `text` what the article says now, `after` what an edit makes of it. False when somebody
    else was first."""
    held = text or ArticleText("", "", "")
    edited = outcome is ReviewOutcome.EDITED
    async with store.begin() as tx:
        done = await store.articles.decide(
            review,
            outcome,
            by,
            tx,
            origin=held.origin,
            before=held.text if edited else "",
            after=after if edited else "",
            content=held.content,
        )
        if done:
            entry = LogEntry(
                id=f"article:{review.id}",
                actor=by or BY_COMMAND,
                action=_ACTS[outcome].value,
                at=now,
                detail={"article": review.article_id},
            )
            await store.reviews.log(entry, tx)
            await store.posts.add([article_update(desk, review.id, "decided")], tx)
    return done
