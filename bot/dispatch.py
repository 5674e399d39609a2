"""Which step works on which stored record; a kind of record without its work is a type error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

from bot.domain import ChannelId
from bot.domain.inbound import (
    ChannelChanged,
    Click,
    Command,
    HomeOpened,
    Inbound,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    RateLimited,
    ReactionChanged,
    Shortcut,
    ViewSubmitted,
)
from bot.listen.catch_up import CatchUp
from bot.listen.changes import Changes
from bot.listen.conversations import Conversations
from bot.listen.reactions import Reactions
from bot.review.clicks import Clicks
from bot.review.commands import Commands
from bot.review.forms import Forms
from bot.review.home import Home


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """The work behind the inbox. Each piece may run again after a crash. `current` gives the id that a channel has
    now: what was sent before Slack changed it may come after."""

    conversations: Conversations
    changes: Changes
    reactions: Reactions
    catch_up: CatchUp
    clicks: Clicks
    forms: Forms
    commands: Commands
    home: Home
    current: Callable[[ChannelId], ChannelId]

    async def handle(self, record: Inbound) -> str:
        """Do the work of a record; what became of it in a few words. Raises EarnestError."""
        record = self._where_it_is_now(record)
        match record:
            case MessagePosted():
                return await self.conversations.posted(record)
            case MessageEdited():
                return await self.changes.edited(record)
            case MessageDeleted():
                return await self.changes.deleted(record)
            case ReactionChanged():
                return await self.reactions.reacted(record)
            case MemberJoined():
                return await self.catch_up.joined(record)
            case ChannelChanged():
                return await self.catch_up.changed(record)
            case RateLimited():
                return await self.catch_up.withheld(record)
            case Click():
                return await self.clicks.clicked(record)
            case ViewSubmitted():
                return await self.forms.submitted(record)
            case Command():
                return await self.commands.commanded(record)
            case HomeOpened():
                return await self.home.opened(record)
            case Shortcut():
                return "answered by a form at once"
        assert_never(record)

    def _where_it_is_now(self, record: Inbound) -> Inbound:
        match record:
            case MessagePosted():
                now = self.current(record.channel)
                return record if now == record.channel else replace(record, channel=now, came_by=record.channel)
            case MessageEdited() | MessageDeleted() | ReactionChanged():
                return replace(record, channel=self.current(record.channel))
            case Click() | Shortcut() | Command():
                return replace(record, channel=self.current(record.channel)) if record.channel else record
        return record
