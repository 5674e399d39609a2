"""Words to one person only: at the place they acted, as ephemerally as Slack allows."""

from __future__ import annotations

import logging

from bot.blocks import Message
from bot.domain import ChannelId, MessageTs, UserId
from bot.errors import EarnestError
from bot.work.tools import Tools

log = logging.getLogger(__name__)


async def tell(
    tools: Tools,
    message: Message,
    *,
    user: UserId,
    channel: ChannelId | None,
    response_url: str = "",
    thread_ts: MessageTs | None = None,
) -> bool:
    """Say something that only `user` sees; whether it went out. Never raises: nobody's work depends on it."""
    if response_url and await tools.gateway.respond(response_url, message.text, message.blocks):
        return True
    if channel is None:
        return False
    try:
        return await tools.gateway.ephemeral(channel, user, message.text, message.blocks, thread_ts)
    except EarnestError as error:
        log.info("a private word could not be said: %s", error)
        return False
