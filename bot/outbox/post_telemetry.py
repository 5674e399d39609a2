"""What is told of a post's end to those who watch."""

from __future__ import annotations

from datetime import datetime

from bot.domain import TurnId
from bot.domain.telemetry import Posted
from bot.outbox.post_intents import PostKind, card_key
from bot.store.records import Post


def ended(post: Post, outcome: str, now: datetime, code: str = "") -> Posted:
    """The event. A first try counts from when it was to be made, later ones from when the post was written down."""
    since = post.not_before if post.attempts <= 1 and post.not_before is not None else post.created_at
    return Posted(
        post_id=post.id,
        kind=post.kind,
        ticket_id=post.ticket_id,
        turn_id=turn_of(post),
        decision_id=post.decision_id,
        outcome=outcome,
        code=code,
        seconds=max(0.0, (now - since).total_seconds()),
        attempts=post.attempts,
    )


def turn_of(post: Post) -> TurnId | None:
    """The turn that a post belongs to, where the post itself tells."""
    if post.guard is not None and post.guard.turn_id is not None:
        return post.guard.turn_id
    return TurnId(post.dedupe_key.removeprefix(card_key(TurnId("")))) if post.kind == PostKind.CARD else None
