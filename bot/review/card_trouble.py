"""What keeps a post from its customer, for the card: a refusal with its fix, or what an answer waits for. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.outbox.post_intents import ANSWERS, TO_CUSTOMERS
from bot.outbox.post_results import SHOWN_AFTER
from bot.store.records import Post, PostState
from bot.texts import refusals


def troubles(posts: Sequence[Post]) -> tuple[str, ...]:
    """A line for each trouble with a decision's posts, without repeating any."""
    return tuple(dict.fromkeys(line for post in posts if post.kind in TO_CUSTOMERS and (line := _trouble(post))))


def _trouble(post: Post) -> str:
    if post.state is PostState.FAILED:
        return refusals.not_posted(post.error)
    if post.state is PostState.CANCELLED and post.kind in ANSWERS:
        return refusals.stopped_on_card(post.error)
    if post.state in (PostState.DUE, PostState.SENDING) and post.why and post.attempts >= SHOWN_AFTER:
        return refusals.HELD
    return ""
