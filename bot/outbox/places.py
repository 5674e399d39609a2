"""Names and links of places in Slack, for what is drawn; what Slack will not tell is left out."""

from __future__ import annotations

from bot.domain import Account, ChannelId, MessageTs
from bot.errors import EarnestError
from bot.runtime import Runtime
from bot.store.records import Ticket


def account_of(runtime: Runtime, ticket: Ticket) -> Account | None:
    """The account that the policy gives the ticket's channel; never one in a community channel."""
    return account_in(runtime, ticket.channel)


def account_in(runtime: Runtime, channel: ChannelId | None) -> Account | None:
    """The account that the policy gives a channel; never one in a community channel."""
    entry = runtime.directory.channel_policy(channel) if channel else None
    if entry is None or entry.kind == "community":
        return None
    return runtime.policy.account(entry.account)


async def channel_name(runtime: Runtime, channel: ChannelId) -> str:
    """A channel's name without #, asked of Slack once; empty when Slack will not tell."""
    known = await runtime.store.channels.get(channel)
    if known is not None and known.name:
        return known.name
    try:
        facts = await runtime.slack.channel(channel)
    except EarnestError:
        return ""
    if facts is None:
        return ""
    await runtime.store.channels.seen(channel, facts.name, facts.is_ext_shared)
    return facts.name


async def link_to(runtime: Runtime, channel: ChannelId, ts: MessageTs) -> str:
    """A link to a message, put together by ourselves when Slack gives none now; empty when that cannot be done."""
    try:
        found = await runtime.slack.permalink(channel, ts)
    except EarnestError:
        found = ""
    workspace = runtime.directory.identity.url.rstrip("/")
    return found or (f"{workspace}/archives/{channel}/p{ts.replace('.', '')}" if workspace else "")
