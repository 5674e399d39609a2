"""Which channel the policy means: each name and id of it with the id that it last resolved to."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Mapping

from bot.domain import ChannelId, Mode
from bot.platform.slack.facts import ChannelFacts
from bot.policy import ChannelPolicy, Policy
from bot.store.meta import Meta

ALIAS_KEY = "channel:"  # before a #name or an id, the key under which the store keeps the id it stands for now
CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{2,}")
_CLOSED = ChannelPolicy(mode=Mode.WATCH)

IsGone = Callable[[ChannelId], Awaitable[bool]]


class ChannelBook:
    """Channels of the policy by id. A #name that was resolved once keeps that id when the channel is renamed, as long
    as the channel exists; an id that Slack replaced leads to the new one."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._alias: dict[str, ChannelId] = {}
        self._gone: frozenset[str] = frozenset()
        self.by_name_only = False
        """Whether Slack lists no channels: then what the policy names is found by id alone."""

    @property
    def names(self) -> list[str]:
        """Every channel as the policy writes it: the desk's, the teams', and those that are served."""
        teams = (team.channel for team in self._policy.teams.values() if team.channel)
        return list(dict.fromkeys((self._policy.desk.channel, *teams, *self._policy.channels)))

    @property
    def unresolved(self) -> tuple[str, ...]:
        """Entries of `channels` that name no channel."""
        return tuple(k for k in self._policy.channels if k in self._gone or (k[:1] == "#" and k not in self._alias))

    def id_of(self, name: str | None) -> ChannelId | None:
        """The id of a channel as the policy, or a post, names it; None while unknown. What is no #name is taken for an
        id: not every server's ids look like Slack's."""
        if not name:
            return None
        return self._alias.get(name) or (None if name.startswith("#") else ChannelId(name))

    def policy_of(self, channel: ChannelId) -> ChannelPolicy | None:
        """The policy's entry for a channel. While an entry names no channel, any unlisted one may be the one that it
        was written for: then nothing is sent there."""
        for name, entry in self._policy.channels.items():
            if self.id_of(name) == channel:
                return entry
        return _CLOSED if self.unresolved else None

    def learn(self, name: str, channel: ChannelId) -> bool:
        """Remember which id a name stands for; whether that is news."""
        if self._alias.get(name) == channel or channel.lstrip("#") == name.lstrip("#"):
            return False
        self._alias[name] = channel
        return True

    def names_of(self, channel: ChannelId) -> list[str]:
        """What stands for a channel: names of it, older ids, and its id."""
        return [*(name for name, known in self._alias.items() if known == channel), channel]

    def moved(self, old: ChannelId, new: ChannelId) -> None:
        """Slack gave a channel another id: what stood for it stands for the new one."""
        self._alias |= dict.fromkeys(self.names_of(old), new)

    async def recall(self, meta: Meta) -> None:
        """Take what was stored before, here or by another process."""
        stored = await meta.starting_with(ALIAS_KEY)
        known = {key.removeprefix(ALIAS_KEY): ChannelId(value) for key, value in stored.items()}
        self._alias |= known

    async def resolve(self, joined: Collection[ChannelFacts] | None, is_gone: IsGone) -> Mapping[str, ChannelId]:
        """Find what the policy names among the channels that Earnest is in; what is news, to be stored. `is_gone` asks
        Slack whether there is no channel with an id."""
        self.by_name_only = joined is None
        ids = {facts.id for facts in joined or ()}
        by_name = {facts.name: facts.id for facts in joined or ()}
        news: dict[str, ChannelId] = {}
        gone = set()
        for name in self.names:
            known = self.id_of(name)
            if known is not None and (joined is None or known in ids):
                continue
            found = by_name.get(name.lstrip("#")) if not CHANNEL_ID.fullmatch(name) else None
            if found is not None:
                news[name] = self._alias[name] = found
            elif known is not None and await is_gone(known):
                gone.add(name)
        self._gone = frozenset(gone)
        return news
