"""Words to one person only: at the place they acted, as ephemerally as Slack allows."""

from __future__ import annotations

import logging

from bot.domain import ChannelId, MessageTs, UserId
from bot.domain.inbound import Click, Shortcut
from bot.errors import EarnestError
from bot.outbox.blocks import SlackMessage, note_message
from bot.runtime import Runtime

log = logging.getLogger(__name__)


async def tell(
    runtime: Runtime,
    message: SlackMessage,
    *,
    user: UserId,
    channel: ChannelId | None,
    response_url: str = "",
    thread_ts: MessageTs | None = None,
    insist: bool = False,
) -> bool:
    """Say something that only `user` sees; whether it went out. Never raises: nobody's work depends on it.

    `insist`: where Slack takes neither, say it in a direct message, for what a person asked and waits for. A message
    with a simpler form is said in that one where Slack refuses its blocks."""
    forms = [message.blocks, *([message.simpler] if message.simpler else [])]
    for blocks in forms:
        if response_url and await runtime.slack.respond(response_url, message.text, blocks):
            return True
    try:
        for blocks in forms:
            if channel and await runtime.slack.ephemeral(channel, user, message.text, blocks, thread_ts):
                return True
        if insist:
            await runtime.slack.post(user, message.text, forms[-1])
        return insist
    except EarnestError as error:
        log.info("a private word could not be said: %s", error)
        return False


async def tell_back(runtime: Runtime, record: Click | Shortcut, text: str) -> None:
    """Answer a click or a shortcut with a line that only whoever made it sees."""
    await tell(
        runtime,
        note_message(text),
        user=record.user,
        channel=record.channel,
        response_url=record.response_url,
        thread_ts=record.thread_ts,
    )
