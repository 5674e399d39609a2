"""Who is who and where: the desk and team channels by id, people and their teams, and who may act on a card."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace

from bot.domain import ChannelId, Person, TeamId, UserId
from bot.errors import EarnestError
from bot.listen.rules import Installation
from bot.people.membership import Membership, is_desk_member
from bot.platform.slack.gateway import SlackGateway
from bot.platform.slack.shapes import Identity
from bot.policy import ChannelPolicy, Policy
from bot.store.notes import Meta

log = logging.getLogger(__name__)
CHANNEL_KEY = "channel:"  # before a #name, the key under which the store keeps its id
CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{2,}")


class Directory:
    """One per app. People are remembered for the app's life; who is in the desk channel is asked at every act."""

    def __init__(self, gateway: SlackGateway, policy: Policy, identity: Identity) -> None:
        self._gateway = gateway
        self._policy = policy
        self.identity = identity
        self._people: dict[UserId, Person] = {}
        self._named: dict[str, ChannelId] = {}
        self._missed: set[str] = set()

    async def resolve_channels(self) -> None:
        """Find the ids of the desk's and the teams' channels that the policy gives by name."""
        missing = {name for name in self._wanted() if name not in self._named}
        if not missing:
            return
        by_name = {facts.name: facts.id for facts in await self._gateway.joined_channels() or ()}
        for name in missing:
            found = by_name.get(name.lstrip("#"))
            if found:
                self._named[name] = found
            elif name.startswith("#") and name not in self._missed:
                self._missed.add(name)
                log.warning("channel %s was not found: invite Earnest there, or put its id into the policy", name)

    def learn_channel(self, name: str, channel: ChannelId) -> bool:
        """Remember which id a post to a #name went to; whether that is news."""
        known = CHANNEL_ID.fullmatch(name) or self._named.get(name) == channel
        if known or channel.lstrip("#") == name.lstrip("#"):
            return False
        self._named[name] = channel
        return True

    async def recall(self, meta: Meta) -> None:
        """Take the ids of #names that posts have told before, where Slack lists no channels."""
        for name in self._wanted():
            found = None if name in self._named else await meta.get(CHANNEL_KEY + name)
            if found:
                self._named[name] = ChannelId(found)

    def _wanted(self) -> set[str]:
        teams = (team.channel for team in self._policy.teams.values() if team.channel)
        named = {self._policy.desk.channel, *teams, *self._policy.channels}
        return {name for name in named if not CHANNEL_ID.fullmatch(name)}

    def channel_id(self, name: str | None) -> ChannelId | None:
        """The id of a channel as the policy names it; None while unknown. What is no #name and no known name is taken
        for an id: not every server's ids look like Slack's."""
        if not name:
            return None
        return self._named.get(name) or (None if name.startswith("#") else ChannelId(name))

    @property
    def desk(self) -> str:
        """Where to post cards: the desk's id, or its name while Slack has told no id."""
        return self.channel_id(self._policy.desk.channel) or self._policy.desk.channel

    @property
    def installation(self) -> Installation:
        """What the listening rules need."""
        names = [self._policy.desk.channel, *(t.channel for t in self._policy.teams.values())]
        internal = frozenset(c for c in map(self.channel_id, names) if c is not None)
        members = frozenset(UserId(user) for user in self._policy.desk.members)
        return Installation(self.identity.team_id, self.identity.user_id, internal, members)

    def channel_policy(self, channel: ChannelId) -> ChannelPolicy | None:
        """The policy's entry for a channel, by id or by #name."""
        entries: Mapping[str, ChannelPolicy] = self._policy.channels
        if channel in entries:
            return entries[channel]
        return next((entry for name, entry in entries.items() if self._named.get(name) == channel), None)

    async def author(self, user: UserId, team: TeamId | None, *, bot: bool = False, name: str = "") -> Person:
        """An author with a team: the event's, else users.info's, else our own."""
        if bot:
            return Person(team, user, name, is_bot=True)
        known = await self.person(user)
        return replace(known, team_id=team or known.team_id or self.identity.team_id, name=known.name or name)

    async def person(self, user: UserId) -> Person:
        """Name, team and kind of a user; a bare record when Slack will not tell or cannot now."""
        if user not in self._people:
            try:
                found = await self._gateway.person(user)
            except EarnestError:
                return Person(None, user)
            self._people[user] = found or Person(None, user)
        return self._people[user]

    async def name(self, user: UserId | str) -> str:
        """How to call a person; the id when Slack gives no name."""
        return (await self.person(UserId(user))).name or str(user)

    async def may_act(self, user: UserId, team: TeamId | None, channel: ChannelId | None) -> bool:
        """Whether a person may act as the desk now. `channel`: where the card they clicked stands, for a click."""
        desk = self.channel_id(self._policy.desk.channel)
        members = None
        if desk is not None:
            try:
                members = await self._gateway.members(desk)
            except EarnestError:
                log.warning("the desk's members could not be read; only listed members and the desk's own clicks count")
        listed = frozenset(UserId(u) for u in self._policy.desk.members)
        known = (await self.person(user)).team_id
        membership = Membership(self.identity.team_id, listed, members)
        seen = channel is not None and channel == desk
        ours = self.identity.team_id if seen else None
        return is_desk_member(membership, user, known or team or ours, seen_in_desk=seen)
