"""Finds a channel as the policy names it, and tells apart "not there", "not a member" and "Slack will not tell"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from bot.domain import ChannelId
from bot.errors import PermanentError
from bot.people.channel_book import CHANNEL_ID
from bot.platform.slack.gateway import ChannelFacts, Identity, SlackGateway

_NOT_THERE = frozenset({"channel_not_found", "not_in_channel", "channel_is_limited_access"})


class Seen(Enum):
    """What is known of a channel."""

    MEMBER = auto()
    NOT_MEMBER = auto()
    NOT_FOUND = auto()
    ARCHIVED = auto()
    UNTOLD = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of the policy. `facts` are None unless Slack told them."""

    named: str
    seen: Seen
    facts: ChannelFacts | None = None

    @property
    def label(self) -> str:
        """Id and name, as far as known."""
        name = self.facts.name if self.facts else ""
        return f"{self.named} (#{name})" if name and name != self.named.lstrip("#") else self.named

    @property
    def shared(self) -> bool:
        """Whether other organisations are in it."""
        return self.facts is not None and self.facts.is_ext_shared


class Places:
    """Looks channels up for one run of the checks; the list of joined channels is asked for once. `aliases` are the
    ids that the bot has found the policy's names, and older ids, to stand for."""

    def __init__(self, gateway: SlackGateway, identity: Identity, aliases: Mapping[str, str] | None = None) -> None:
        self._gateway = gateway
        self._us = identity.user_id
        self._aliases = aliases or {}
        self._joined: tuple[ChannelFacts, ...] | None = None
        self._asked = False

    async def joined(self) -> tuple[ChannelFacts, ...] | None:
        """The channels Earnest is in; None when Slack will not tell. Raises TransientError."""
        if not self._asked:
            self._joined = await self._gateway.joined_channels()
            self._asked = True
        return self._joined

    async def find(self, named: str) -> Place:
        """By id or #name. Raises TransientError."""
        if CHANNEL_ID.fullmatch(named):
            return await self._by_id(named, ChannelId(self._aliases.get(named, named)))
        joined = await self.joined()
        if joined is None:
            return Place(named, Seen.UNTOLD)
        facts = next((each for each in joined if each.name == named.lstrip("#")), None)
        if facts is None and named in self._aliases:
            return await self._by_id(named, ChannelId(self._aliases[named]))
        return Place(named, Seen.MEMBER, facts) if facts else Place(named, Seen.NOT_FOUND)

    async def people(self, channel: ChannelId) -> int | None:
        """How many others are in a channel; None when Slack will not tell. Raises TransientError."""
        members = await self._gateway.members(channel)
        return None if members is None else len(members - {self._us})

    async def _by_id(self, named: str, channel: ChannelId) -> Place:
        facts = await self._gateway.channel(channel)
        if facts is None:
            return Place(named, await self._why_untold(channel))
        if facts.is_archived:
            return Place(named, Seen.ARCHIVED, facts)
        if facts.is_member:
            return Place(named, Seen.MEMBER, facts)
        # A server that leaves is_member out may still list the members.
        members = await self._gateway.members(channel)
        return Place(named, Seen.MEMBER if members and self._us in members else Seen.NOT_MEMBER, facts)

    async def _why_untold(self, channel: ChannelId) -> Seen:
        try:
            await self._gateway.call("conversations.info", {"channel": channel})
        except PermanentError as error:
            return Seen.NOT_FOUND if error.code in _NOT_THERE else Seen.UNTOLD
        return Seen.UNTOLD
