"""/earnest config, pause and resume: what holds in a channel, and staff's brake on answers without review."""

from __future__ import annotations

import re

from bot.domain import ChannelId
from bot.domain.inbound import Command
from bot.domain.states import Act
from bot.errors import EarnestError
from bot.outbox.blocks import SlackMessage, config_message, note_message
from bot.people.channel_book import CHANNEL_ID
from bot.policy.modes import (
    PAUSE_APP,
    most_without_review,
    pause_of_account,
    pause_of_channel,
    pause_of_intent,
    settings_here,
)
from bot.runtime import Runtime
from bot.store.records import LogEntry
from bot.store.tx import Tx
from bot.texts import modes as words

_MENTION = re.compile(r"<#([CGD][A-Z0-9]{2,})(?:\|[^>]*)?>")


def _holds_here(what: str, channel: ChannelId, account: str) -> bool:
    """Whether a pause says anything of this channel."""
    if what.startswith("account:"):
        return what.startswith(pause_of_account(account, ""))
    return not what.startswith("channel:") or what == pause_of_channel(channel)


class ModeCommands:
    """Runs the commands about modes. Who may run them is checked before."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def config(self, command: Command, rest: str) -> SlackMessage:
        """Which settings hold in a channel, and where each comes from."""
        channel = await self._channel(rest) if rest else command.channel
        if channel is None:
            return note_message(words.no_channel(rest))
        policy, entry = self._runtime.policy, self._runtime.directory.channel_policy(channel)
        account = policy.account(entry.account if entry else None)
        paused = await self._runtime.store.pauses.active()
        most = None if entry is not None and entry.kind == "community" else most_without_review(policy, account)
        return config_message(
            channel,
            settings_here(policy, entry, entry.account if entry else None),
            {name: intent.mode for name, intent in policy.intents.items() if intent.mode is not None},
            [one for one in paused if _holds_here(one, channel, account.name if account else channel)],
            (account.tier, most) if account is not None and most is not None else None,
        )

    async def pause(self, command: Command, rest: str) -> SlackMessage:
        """From now on nothing of that kind goes out without review."""
        what = await self._what(rest)
        if what is None:
            return note_message(words.unknown_target(rest, sorted(self._runtime.policy.intents)))
        now = self._runtime.clock.now()
        async with self._runtime.store.begin() as tx:
            await self._runtime.store.pauses.pause(what, command.user, now, tx)
            await self._log(command, Act.PAUSE, what, tx)
        return note_message(words.paused(what))

    async def resume(self, command: Command, rest: str) -> SlackMessage:
        """End a pause."""
        what = await self._what(rest)
        if what is None:
            return note_message(words.unknown_target(rest, sorted(self._runtime.policy.intents)))
        async with self._runtime.store.begin() as tx:
            was = await self._runtime.store.pauses.resume(what, tx)
            if was:
                await self._log(command, Act.RESUME, what, tx)
        return note_message(words.resumed(what) if was else words.was_not_paused(what))

    async def _log(self, command: Command, act: Act, what: str, tx: Tx) -> None:
        at = self._runtime.clock.now()
        entry = LogEntry(self._runtime.new_id(), command.user, act.value, at, detail={"what": what})
        await self._runtime.store.reviews.log(entry, tx)

    async def _what(self, text: str) -> str | None:
        """What a pause is of: everything, an intent or a channel; None where it names nothing."""
        if not text:
            return PAUSE_APP
        if text in self._runtime.policy.intents:
            return pause_of_intent(text)
        channel = await self._channel(text)
        return pause_of_channel(channel) if channel is not None else None

    async def _channel(self, text: str) -> ChannelId | None:
        """A channel as people write it: a mention, an id, or a #name that the policy or Slack knows."""
        directory = self._runtime.directory
        if found := _MENTION.fullmatch(text):
            return directory.current(ChannelId(found.group(1)))
        if CHANNEL_ID.fullmatch(text):
            return directory.current(ChannelId(text))
        if not text.startswith("#"):
            return None
        if (known := directory.channel_id(text)) is not None:
            return known
        try:
            joined = await self._runtime.slack.joined_channels()
        except EarnestError:
            return None
        return next((one.id for one in joined or () if one.name == text[1:]), None)
