"""Who is who and where: people and whose they are, the policy's channels by id, and who may act on a card."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from typing import NamedTuple

from bot.domain import ChannelId, Person, TeamId, UserId
from bot.domain.recent import Recent
from bot.errors import EarnestError, PermanentError
from bot.listen.customer_or_staff import Installation
from bot.people.channel_book import ALIAS_KEY, CHANNEL_ID, ChannelBook
from bot.people.desk_members import Membership, is_desk_member
from bot.people.impersonation import Copied, copied
from bot.people.our_organisation import Home, is_ours
from bot.platform.slack.facts import ChannelFacts, Identity, UserFacts
from bot.platform.slack.gateway import SlackGateway
from bot.policy import ChannelPolicy, Policy
from bot.store.meta import Meta

MEMBERS_KEPT_S = 300.0
FACTS_KEPT_S = 600.0  # of whoever is compared with staff: a name can be changed after the first message
LOOKED_UP_AT_ONCE = 50
PEOPLE_REMEMBERED = 2_000  # of colleagues, and of all others; some 1 kB each
CHANNELS_REMEMBERED = 200  # whose members are remembered
log = logging.getLogger(__name__)


class _Known(NamedTuple):
    """What Slack told of a person, and when it was asked, in seconds of the loop's clock."""

    facts: UserFacts
    at: float


class Directory:
    """One per app. Those people are remembered who came last, colleagues apart from all others; whom nobody could tell
    of is looked up again. Who is in the desk channel is asked at every act."""

    def __init__(self, gateway: SlackGateway, policy: Policy, identity: Identity) -> None:
        self._gateway = gateway
        self._policy = policy
        self.identity = identity
        self._home = Home(identity.team_id, identity.enterprise_id)
        self._staff = Recent[UserId, _Known](PEOPLE_REMEMBERED)
        self._others = Recent[UserId, _Known](PEOPLE_REMEMBERED)
        self._names = Recent[UserId, str](PEOPLE_REMEMBERED)
        self.channels = ChannelBook(policy)
        self._missed: set[str] = set()
        self._members = Recent[ChannelId, tuple[float, list[UserId]]](CHANNELS_REMEMBERED)
        self._desk_known_at: float | None = None
        self._knowing = asyncio.Lock()

    # ------------------------------------------------------------ channels

    async def resolve_channels(self, meta: Meta | None = None) -> None:
        """Find the ids of what the policy names, and store them in `meta`. A name that is not found is logged once."""
        await self.resolve_among(await self._gateway.joined_channels(), meta)

    async def resolve_among(self, joined: Collection[ChannelFacts] | None, meta: Meta | None = None) -> None:
        """The same, among the channels that Slack has just listed."""
        news = await self.channels.resolve(joined, self.is_gone)
        for name, found in news.items():
            if meta is not None:
                await meta.set(ALIAS_KEY + name, found)
        missing = {*self.channels.unresolved, *(n for n in self.channels.names if self.channel_id(n) is None)}
        for name in sorted(missing - self._missed):
            log.warning("channel %s was not found: invite Earnest there, or put its id into the policy", name)
        self._missed = missing

    async def is_gone(self, channel: ChannelId) -> bool:
        """Whether Slack knows no channel with this id, as far as Earnest may see; false where it does not say."""
        try:
            await self._gateway.call("conversations.info", {"channel": channel})
        except PermanentError as error:
            return error.code == "channel_not_found"
        except EarnestError:
            return False
        return False

    def learn_channel(self, name: str, channel: ChannelId) -> bool:
        """Remember which id a post to a #name went to; whether that is news."""
        return not CHANNEL_ID.fullmatch(name) and self.channels.learn(name, channel)

    async def recall(self, meta: Meta) -> None:
        """Take the ids that names and older ids were found to stand for before."""
        await self.channels.recall(meta)

    def channel_id(self, name: str | None) -> ChannelId | None:
        """The id of a channel as the policy names it; None while unknown."""
        return self.channels.id_of(name)

    def current(self, channel: ChannelId) -> ChannelId:
        """The id that a channel has now."""
        return self.channels.id_of(channel) or channel

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
        return Installation(self.identity.team_id, self.identity.user_id, internal, members, self.identity.bot_id)

    def channel_policy(self, channel: ChannelId) -> ChannelPolicy | None:
        """The policy's entry for a channel; None for one that is served without."""
        return self.channels.policy_of(channel)

    # ------------------------------------------------------------ people

    async def author(
        self,
        user: UserId,
        teams: Collection[TeamId] = (),
        *,
        bot: bool = False,
        bot_ids: tuple[str, ...] = (),
        name: str = "",
        guest: bool = False,
        channel: ChannelId | None = None,
    ) -> Person:
        """An author and whose they are. `teams` are those that the event names; `channel` where it happened, which is
        asked for its teams where nothing else tells."""
        if name:
            self._names[user] = name
        if bot:
            return Person(next(iter(teams), None), user, name, is_bot=True, bot_ids=bot_ids)
        facts = await self._facts(user)
        ours = is_ours(self._home, teams, facts)
        if ours is None and channel is not None and teams and self._home.enterprise_id:
            ours = is_ours(self._home, teams, facts, await self._channel(channel))
        told = sorted(facts.teams) if facts else []
        team = self.identity.team_id if ours else next(iter((*teams, *map(TeamId, told))), None)
        return Person(
            team_id=team,
            user_id=user,
            name=(facts.name if facts else "") or name,
            is_bot=facts is not None and facts.is_bot,
            ours=ours,
            guest=guest or (facts is not None and facts.guest),
            bot_ids=bot_ids,
        )

    async def _facts(self, user: UserId) -> UserFacts | None:
        """What users.info says, None where it says nothing now; what tells no team is asked for again."""
        known = self._known(user)
        return known.facts if known else await self._asked(user)

    def _known(self, user: UserId) -> _Known | None:
        return self._staff.used(user) or self._others.used(user)

    async def _asked(self, user: UserId) -> UserFacts | None:
        at = asyncio.get_running_loop().time()
        try:
            found = await self._gateway.user(user)
        except EarnestError:
            return None
        if found is not None and (found.teams or found.enterprise_id or found.is_bot):
            people, others = self._staff, self._others
            if not self._colleague(found):
                people, others = others, people
            people[user] = _Known(found, at)
            others.pop(user, None)
        return found

    async def _channel(self, channel: ChannelId) -> ChannelFacts | None:
        try:
            return await self._gateway.channel(channel)
        except EarnestError:
            return None

    async def people_in(self, channel: ChannelId, most: int) -> list[Person]:
        """At most `most` of a channel's members, as Slack listed them some minutes ago at the earliest; nobody where
        Slack lists none."""
        now = asyncio.get_running_loop().time()
        kept = self._members.used(channel)
        if kept is None or now - kept[0] > MEMBERS_KEPT_S:
            try:
                members = await self._gateway.members(channel)
            except EarnestError:
                return []
            kept = self._members[channel] = (now, sorted(members or ())[:most])
        return [await self.author(user) for user in kept[1]]

    async def name(self, user: UserId | str) -> str:
        """How to call a person; the id when Slack gives no name."""
        facts = await self._facts(UserId(user))
        return (facts.name if facts else "") or self._names.get(UserId(user), "") or str(user)

    async def impersonated(self, user: UserId) -> Copied | None:
        """Whom an author who is none of ours copies by name or picture: Earnest, the desk, and colleagues who have been
        looked up. None for colleagues, and for who cannot be looked up."""
        now = asyncio.get_running_loop().time()
        async with self._knowing:  # whoever comes meanwhile waits, or would compare with half the desk
            await self._know_the_desk(now)
        known = self._known(user)
        facts = known.facts if known else None
        if known is None or now - known.at >= FACTS_KEPT_S:
            facts = await self._asked(user) or facts
        if facts is None or facts.is_bot or self._colleague(facts):
            return None
        earnest = await self._facts(self.identity.user_id)
        staff = [known.facts for other, known in self._staff.items() if other != user]
        return copied(facts, staff, earnest)

    def _colleague(self, facts: UserFacts) -> bool:
        return is_ours(self._home, (), facts) is True and not facts.guest and not facts.is_bot

    async def _know_the_desk(self, now: float) -> None:
        """Look up members of the desk who are not known yet: some at once, the others of a large desk later."""
        if self._desk_known_at is not None and now - self._desk_known_at < MEMBERS_KEPT_S:
            return
        self._desk_known_at = now
        desk = self.channel_id(self._policy.desk.channel)
        try:
            members = await self._gateway.members(desk) if desk is not None else None
        except EarnestError:
            members = None
        everybody = {*map(UserId, self._policy.desk.members), *(members or ())}
        unknown = sorted(everybody - self._staff.keys() - self._others.keys())[:LOOKED_UP_AT_ONCE]
        await asyncio.gather(*(self._facts(member) for member in unknown))

    async def may_act(self, user: UserId, team: TeamId | None, channel: ChannelId | None) -> bool:
        """Whether a person may act as the desk now. `channel`: where the card they clicked stands, for a click. Who
        cannot be told may not."""
        desk = self.channel_id(self._policy.desk.channel)
        members = None
        if desk is not None:
            try:
                members = await self._gateway.members(desk)
            except EarnestError:
                log.warning("the desk's members could not be read; only listed members and the desk's own clicks count")
        listed = frozenset(UserId(u) for u in self._policy.desk.members)
        author = await self.author(user, (team,) if team else ())
        seen = channel is not None and self.current(channel) == desk
        return is_desk_member(Membership(listed, members), author, seen_in_desk=seen)
