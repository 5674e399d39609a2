"""The weekly digest as a post: made once, kept with its blocks, drawn as it was made however late it goes out."""

from __future__ import annotations

from bot.domain import ChannelId
from bot.outbox.blocks import SlackMessage
from bot.outbox.blocks.message import marked
from bot.outbox.post_intents import PostKind
from bot.runtime import Runtime
from bot.store.records import NewPost, Post


def digest_key(week: str) -> str:
    """The purpose of a week's digest; `week` is the day on which it was due."""
    return f"digest:{week}"


def digest(desk_channel: str, week: str, message: SlackMessage) -> NewPost:
    """A week's digest in the desk channel. `message` has a simpler form for a Slack that refuses tables and charts."""
    return NewPost(
        dedupe_key=digest_key(week),
        kind=PostKind.DIGEST.value,
        channel=ChannelId(desk_channel),
        body={"text": message.text, "blocks": message.blocks, "simpler": message.simpler},
        ordering_key=digest_key(week),
    )


async def draw_digest(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    """The message; None when its words were taken out meanwhile."""
    del runtime
    blocks = post.body.get("simpler" if plain else "blocks")
    text = str(post.body.get("text", ""))
    return marked(post.id, "digest", text, list(blocks)) if blocks and text else None
