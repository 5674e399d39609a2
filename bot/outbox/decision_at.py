"""The decision behind a message in Slack: an answer, a card, or the customer's own question."""

from __future__ import annotations

from bot.domain import ChannelId, MessageTs
from bot.outbox.intents import PostKind
from bot.runtime import Runtime
from bot.store.records import DecisionRow, Post


async def decision_at(runtime: Runtime, channel: ChannelId, ts: MessageTs) -> DecisionRow | None:
    """The decision behind a message: an answer, a card, or the customer's own question."""
    post = await runtime.store.posts.at(channel, ts) or await _just_being_posted(runtime, channel)
    if post is not None and post.decision_id is not None:
        return await runtime.store.decisions.get(post.decision_id)
    asked = await runtime.store.messages.get(channel, ts)
    if asked is None:
        return None
    rows = [row for row in await runtime.store.decisions.of_ticket(asked.ticket_id) if row.turn_id == asked.turn_id]
    return rows[-1] if rows else None


async def _just_being_posted(runtime: Runtime, channel: ChannelId) -> Post | None:
    """The one answer in a channel whose place we are about to learn: people may see it and act on it already."""
    sending = await runtime.store.posts.unfinished_sending()
    found = [post for post in sending if post.channel == channel and post.kind == PostKind.ANSWER]
    return found[0] if len(found) == 1 else None
