"""Looks in Slack for a post that may have happened: Slack knows no idempotency key, so our id in it is the proof."""

from __future__ import annotations

from bot.domain import ChannelId
from bot.errors import PermanentError, TransientError, UncertainError
from bot.outbox.post_intents import TO_CUSTOMERS
from bot.platform.slack.facts import Posted
from bot.platform.slack.refusals import Refusal, refusal
from bot.runtime import Runtime
from bot.store.records import Post

MARGIN_S = 60.0


async def find(runtime: Runtime, post: Post) -> Posted | None:
    """Where a post is, in its thread or in the channel itself; None when Slack does not have it.

    Raises TransientError when Slack cannot say now, and PermanentError when it will not."""
    channel = await _channel(runtime, post)
    if post.thread_ts is not None:
        try:
            found = await runtime.slack.find_post(channel, post.id, thread_ts=post.thread_ts, oldest=None)
        except PermanentError as error:
            if refusal(error) is not Refusal.THREAD:
                raise
            found = None
        if found is not None or post.kind not in TO_CUSTOMERS:
            return found
        # A reply to a parent deleted meanwhile can land in the channel itself (docs/slack.md, Deleted parents).
    return await runtime.slack.find_post(channel, post.id, thread_ts=None, oldest=await _oldest(runtime, post))


async def in_its_thread(runtime: Runtime, post: Post, posted: Posted) -> bool:
    """Whether Slack put a reply where it belongs. A server that does not say it is asked; one that will not tell either
    is believed. Raises UncertainError when it cannot be told now."""
    if post.thread_ts is None or posted.thread_ts == post.thread_ts:
        return True
    if posted.thread_ts is not None:
        return False
    try:
        found = await runtime.slack.find_post(posted.channel, post.id, thread_ts=post.thread_ts, oldest=None)
    except TransientError as error:
        raise UncertainError(f"{error}; whether the post is in its thread is not known yet") from error
    except PermanentError as error:
        return refusal(error) is not Refusal.THREAD
    return found is not None


async def _channel(runtime: Runtime, post: Post) -> ChannelId:
    """History is read by id alone; a #name becomes one once Slack has told it, if only at the post before."""
    known = runtime.directory.channel_id(post.channel)
    if known is None:
        last = await runtime.store.posts.last_in(post.channel)
        known = last.slack_channel if last else None
    if known is None:
        await runtime.directory.resolve_channels()
        known = runtime.directory.channel_id(post.channel)
    if known is None:
        raise PermanentError(f"the id of {post.channel} is not known; put it into the policy", code="no_channel_id")
    return known


async def _oldest(runtime: Runtime, post: Post) -> str | None:
    """A Slack time that the post cannot be older than. Our clock has no say: it may differ from Slack's.

    What a post is about was said before it, and what went out before it under its ordering key is older too."""
    last = await runtime.store.posts.last_before(post)
    bounds = [last.slack_ts] if last is not None and last.slack_ts else []
    row = await runtime.store.decisions.get(post.decision_id) if post.decision_id else None
    if row is not None:
        bounds += [message.ts for message in await runtime.store.messages.of_turn(row.turn_id)]
    ticket = await runtime.store.tickets.get(post.ticket_id) if post.ticket_id else None
    if ticket is not None:
        bounds.append(ticket.thread_ts)
    return f"{float(max(bounds)) - MARGIN_S:.6f}" if bounds else None
