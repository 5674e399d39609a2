"""Calls that leave nothing to be looked for: a post of ours taken away, a word to one person, an alert."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.domain import ChannelId, UserId
from bot.errors import PermanentError
from bot.outbox.blocks import note_message
from bot.outbox.incident_post import redraw_incident
from bot.outbox.post_intents import PostKind
from bot.runtime import Runtime
from bot.store.records import Post

_GONE = frozenset({"message_not_found", "channel_not_found", "thread_not_found"})

Call = Callable[[Runtime, Post], Awaitable[str]]
"""Makes the call. Empty when done, else why there is nothing to do. Raises TransientError and PermanentError."""


async def _remove(runtime: Runtime, post: Post) -> str:
    try:
        await runtime.slack.delete(post.channel, str(post.body["ts"]))
    except PermanentError as error:
        if error.code not in _GONE:
            raise
        return "it is gone already"
    return ""


async def _whisper(runtime: Runtime, post: Post) -> str:
    """At the desk, where only this person sees it; as a direct message where Slack will not."""
    user, message = UserId(str(post.body["user"])), note_message(str(post.body["text"]))
    desk = runtime.directory.channel_id(post.channel)
    if desk is not None and await runtime.slack.ephemeral(desk, user, message.text, message.blocks):
        return ""
    await runtime.slack.post(user, message.text, message.blocks)
    return ""


async def _alert(runtime: Runtime, post: Post) -> str:
    message = note_message(str(post.body["text"]))
    await runtime.slack.post(ChannelId(post.channel), message.text, message.blocks)
    return ""


CALLS_WITHOUT_LOOKUP: Mapping[str, Call] = {
    PostKind.INCIDENT_REDRAW: redraw_incident,
    PostKind.REMOVAL: _remove,
    PostKind.WHISPER: _whisper,
    PostKind.ALERT: _alert,
}
