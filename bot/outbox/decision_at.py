"""The decision behind a message in Slack: an answer, a card, or the customer's own question."""

from __future__ import annotations

from bot.domain import ChannelId, MessageTs
from bot.outbox.post_intents import PostKind
from bot.runtime import Runtime
from bot.store.records import DecisionRow, Post


async def decision_at(runtime: Runtime, channel: ChannelId, ts: MessageTs) -> DecisionRow | None:
    """The decision behind a message: an answer, a card, or the customer's own question."""
    store = runtime.store
    post = await store.posts.at(channel, ts)
    said = await store.messages.get(channel, ts) if post is None else None
    if post is None and said is None and not await _by_another(runtime, channel, ts):
        post = await _just_being_posted(runtime, channel)
    if post is not None and post.decision_id is not None:
        return await store.decisions.get(post.decision_id)
    if said is None:
        return None
    rows = [row for row in await store.decisions.of_ticket(said.ticket_id) if row.turn_id == said.turn_id]
    return rows[-1] if rows else None


async def _by_another(runtime: Runtime, channel: ChannelId, ts: MessageTs) -> bool:
    """Whether Slack has told us of a message there that is not ours."""
    heard, own = await runtime.store.inbox.get(f"{channel}:{ts}"), runtime.directory.identity
    return heard is not None and heard.author not in (own.user_id, own.bot_id)


async def _just_being_posted(runtime: Runtime, channel: ChannelId) -> Post | None:
    """The one answer in a channel whose place we are about to learn: people may see it and act on it already."""
    sending = await runtime.store.posts.unfinished_sending()
    found = [post for post in sending if post.channel == channel and post.kind == PostKind.ANSWER]
    return found[0] if len(found) == 1 else None
