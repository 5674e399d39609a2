"""Looks in Slack for a post that may have happened: Slack knows no idempotency key, so our id in it is the proof."""

from __future__ import annotations

from bot.domain import ChannelId, MessageTs
from bot.errors import PermanentError
from bot.outbox.refusals import Refusal, refusal
from bot.platform.slack.shapes import Posted
from bot.runtime import Tools
from bot.store.records import Post

MARGIN_S = 60.0


async def find(tools: Tools, post: Post) -> Posted | None:
    """Where a post is; None when Slack does not have it. Raises TransientError when Slack cannot say now, and
    PermanentError when it will not: code thread_not_found when the thread is gone and the post is nowhere else."""
    last = await tools.store.posts.last_before(post)
    channel = await _channel(tools, post, last)
    if post.thread_ts is None:
        return _place(
            channel,
            await tools.gateway.find_post(channel, post.id, thread_ts=None, oldest=await _oldest(tools, post, last)),
        )
    try:
        ts = await tools.gateway.find_post(channel, post.id, thread_ts=post.thread_ts, oldest=None)
    except PermanentError as error:
        if refusal(error) is not Refusal.THREAD:
            raise
        # A reply to a parent deleted meanwhile can land in the channel itself (docs/slack.md, Deleted parents).
        oldest = await _oldest(tools, post, last)
        ts = await tools.gateway.find_post(channel, post.id, thread_ts=None, oldest=oldest)
        if ts is None:
            raise
    return _place(channel, ts)


def _place(channel: ChannelId, ts: MessageTs | None) -> Posted | None:
    return None if ts is None else Posted(channel, ts)


async def _channel(tools: Tools, post: Post, last: Post | None) -> ChannelId:
    """History is read by id alone; a #name becomes one once Slack has told it, if only at the post before."""
    known = tools.household.channel_id(post.channel)
    if known is None and last is not None and last.channel == post.channel:
        known = last.slack_channel
    if known is None:
        await tools.household.resolve_channels()
        known = tools.household.channel_id(post.channel)
    if known is None:
        raise PermanentError(f"the id of {post.channel} is not known; put it into the policy", code="no_channel_id")
    return known


async def _oldest(tools: Tools, post: Post, last: Post | None) -> str | None:
    """A Slack time that the post cannot be older than. Our clock has no say: it may differ from Slack's.

    What a post is about was said before it, and what its lane sent before it is older too."""
    bounds = [last.slack_ts] if last is not None and last.slack_ts else []
    row = await tools.store.decisions.get(post.decision_id) if post.decision_id else None
    if row is not None:
        bounds += [message.ts for message in await tools.store.messages.of_turn(row.turn_id)]
    ticket = await tools.store.tickets.get(post.ticket_id) if post.ticket_id else None
    if ticket is not None:
        bounds.append(ticket.thread_ts)
    return f"{float(max(bounds)) - MARGIN_S:.6f}" if bounds else None
