"""The emoji on a message that is held for a request: put on at once, taken off when nothing will follow."""

from __future__ import annotations

import asyncio

from bot.domain import ChannelId, MessageTs, Mode
from bot.domain.inbound import MessagePosted
from bot.domain.recent import Recent
from bot.language.emoji import canonical
from bot.policy.modes import mode_here
from bot.runtime import Runtime

EYES_AFTER_S = 0.1  # at once for a person, and out of the way of the work on the message
REMEMBERED = 2_000


class Eyes:
    """One per app: it remembers the messages that wear the emoji, so that no call is made for others."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._worn = Recent[tuple[str, str], None](REMEMBERED)

    def put_on(self, said: MessagePosted) -> None:
        """In the background; never where customers see nothing of Earnest."""
        runtime = self._runtime
        channel = runtime.directory.channel_policy(said.channel)
        if mode_here(runtime.policy, channel, channel.account if channel else None) is Mode.WATCH:
            return
        self._worn[said.channel, said.ts] = None

        async def look() -> None:
            await asyncio.sleep(EYES_AFTER_S)
            if (said.channel, said.ts) in self._worn:
                await runtime.slack.react(said.channel, said.ts, canonical(runtime.policy.emoji.seen))

        runtime.background.do(look, "reaction")

    def take_off(self, channel: ChannelId, ts: MessageTs) -> None:
        """In the background; nothing where the message wears none that we know of."""
        runtime = self._runtime
        if (channel, ts) not in self._worn:
            return
        del self._worn[channel, ts]
        seen = canonical(runtime.policy.emoji.seen)
        runtime.background.do(lambda: runtime.slack.unreact(channel, ts, seen), "reaction")
