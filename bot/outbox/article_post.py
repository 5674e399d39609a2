"""The card of a flagged article on the desk, and its redraws."""

from __future__ import annotations

from bot.domain import ChannelId
from bot.outbox.post_intents import PostKind
from bot.store.records import NewPost


def article_card_key(review_id: str) -> str:
    """The purpose of a flagged article's card: one an article and period."""
    return f"article_card:{review_id}"


def article_card(desk_channel: str, review_id: str) -> NewPost:
    """A flagged article's card on the desk."""
    return NewPost(
        dedupe_key=article_card_key(review_id),
        kind=PostKind.ARTICLE_CARD.value,
        channel=ChannelId(desk_channel),
        body={"review": review_id},
        ordering_key=f"article_card:{review_id}",
    )


def article_update(desk_channel: str, review_id: str, because: str) -> NewPost:
    """Redraw a flagged article's card. `because` is the id of what happened."""
    return NewPost(
        dedupe_key=f"article_update:{review_id}:{because}",
        kind=PostKind.ARTICLE_UPDATE.value,
        channel=ChannelId(desk_channel),
        body={"review": review_id},
        ordering_key=f"article_update:{review_id}",
    )
