"""Looks in Slack for a post that may have happened: Slack knows no idempotency key, so our id in it is the proof."""

from __future__ import annotations

from bot.domain import ChannelId, MessageTs
from bot.errors import PermanentError
from bot.platform.slack.refusals import Refusal, refusal
from bot.platform.slack.shapes import Posted
from bot.runtime import Runtime
from bot.store.records import Post

MARGIN_S = 60.0


async def find(runtime: Runtime, post: Post) -> Posted | None:
    """Where a post is; None when Slack does not have it. Raises TransientError when Slack cannot say now, and
    PermanentError when it will not: code thread_not_found when the thread is gone and the post is nowhere else."""
    last = await runtime.store.posts.last_before(post)
    channel = await _channel(runtime, post, last)
    if post.thread_ts is None:
        return _place(
            channel,
            await runtime.slack.find_post(channel, post.id, thread_ts=None, oldest=await _oldest(runtime, post, last)),
        )
    try:
        ts = await runtime.slack.find_post(channel, post.id, thread_ts=post.thread_ts, oldest=None)
    except PermanentError as error:
        if refusal(error) is not Refusal.THREAD:
            raise
        # A reply to a parent deleted meanwhile can land in the channel itself (docs/slack.md, Deleted parents).
        oldest = await _oldest(runtime, post, last)
        ts = await runtime.slack.find_post(channel, post.id, thread_ts=None, oldest=oldest)
        if ts is None:
            raise
    return _place(channel, ts)


def _place(channel: ChannelId, ts: MessageTs | None) -> Posted | None:
    return None if ts is None else Posted(channel, ts)


async def _channel(runtime: Runtime, post: Post, last: Post | None) -> ChannelId:
    """History is read by id alone; a #name becomes one once Slack has told it, if only at the post before."""
    known = runtime.directory.channel_id(post.channel)
    if known is None and last is not None and last.channel == post.channel:
        known = last.slack_channel
    if known is None:
        await runtime.directory.resolve_channels()
        known = runtime.directory.channel_id(post.channel)
    if known is None:
        raise PermanentError(f"the id of {post.channel} is not known; put it into the policy", code="no_channel_id")
    return known


async def _oldest(runtime: Runtime, post: Post, last: Post | None) -> str | None:
    """A Slack time that the post cannot be older than. Our clock has no say: it may differ from Slack's.

    What a post is about was said before it, and what its lane sent before it is older too."""
    bounds = [last.slack_ts] if last is not None and last.slack_ts else []
    row = await runtime.store.decisions.get(post.decision_id) if post.decision_id else None
    if row is not None:
        bounds += [message.ts for message in await runtime.store.messages.of_turn(row.turn_id)]
    ticket = await runtime.store.tickets.get(post.ticket_id) if post.ticket_id else None
    if ticket is not None:
        bounds.append(ticket.thread_ts)
    return f"{float(max(bounds)) - MARGIN_S:.6f}" if bounds else None
