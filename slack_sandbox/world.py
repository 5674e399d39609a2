"""Organisations, people and channels of the stand-in, as data that tests add to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Organisation:
    """A workspace. `domain` is the first part of its slack.com address; `enterprise_id` (`E…`) and its name only for
    workspaces of an Enterprise Grid organisation."""

    id: str
    name: str
    domain: str
    enterprise_id: str = ""
    enterprise_name: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """How Slack reports a person where it tells something else than the plain case (docs/slack.md, Who the author is).

    Teams: None as it is, an id (`T…` or the organisation's `E…`) instead, the empty string for a field left out.
    `event_team` is `team` in events, `connect_team` is `user_team` and `source_team`, `profile_team` is `team` in
    profiles, `info_team` is `team_id` in users.info. `connect_fields`: plain messages carry user_team, source_team
    and user_profile too. `stranger`: `is_stranger` in users.info, None as it is."""

    event_team: str | None = None
    connect_team: str | None = None
    profile_team: str | None = None
    info_team: str | None = None
    connect_fields: bool = False
    stranger: bool | None = None


@dataclass(slots=True)
class User:
    """A person or an app's bot user; `bot_id` and `app_id` only for bots. `teams` are further workspaces of their Grid
    organisation that the person is in. `display_name` empty: the name; `picture` is the hash of one that they uploaded,
    empty for Slack's generated one."""

    id: str
    team_id: str
    name: str
    real_name: str
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_workflow_bot: bool = False
    deleted: bool = False
    bot_id: str = ""
    app_id: str = ""
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    teams: list[str] = field(default_factory=list)
    display_name: str = ""
    picture: str = ""
    reported: Reported = Reported()

    @property
    def event_team(self) -> str:
        """`team` in events, empty when it is left out."""
        return _or(self.reported.event_team, self.team_id)

    @property
    def connect_team(self) -> str:
        """`user_team` and `source_team` in shared channels, empty when they are left out."""
        return _or(self.reported.connect_team, self.team_id)

    @property
    def profile_team(self) -> str:
        """`team` in profiles, empty when it is left out."""
        return _or(self.reported.profile_team, self.team_id)

    @property
    def info_team(self) -> str:
        """`team_id` in users.info, empty when it is left out."""
        return _or(self.reported.info_team, self.team_id)

    @property
    def shown_name(self) -> str:
        """`display_name` in profiles."""
        return self.display_name or self.name

    @property
    def is_bot(self) -> bool:
        """True for an app's bot user."""
        return bool(self.bot_id)

    @property
    def first_name(self) -> str:
        """The first word of the real name."""
        return self.real_name.split(" ")[0]


@dataclass(slots=True)
class Channel:
    """A channel as the host sees it. `connected` are the other organisations in it, `internal` further workspaces
    of the host's Grid organisation; `im_user` only for a DM."""

    id: str
    name: str
    host_team: str
    creator: str
    created: int
    private: bool = False
    archived: bool = False
    connected: list[str] = field(default_factory=list)
    internal: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    previous_names: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    im_user: str = ""

    @property
    def is_ext_shared(self) -> bool:
        """True while another organisation is connected."""
        return bool(self.connected)

    @property
    def kind(self) -> str:
        """The `channel_type` of events: channel, group or im."""
        if self.im_user:
            return "im"
        return "group" if self.private else "channel"

    @property
    def scope_family(self) -> str:
        """The prefix of the scopes that govern it: channels, groups or im."""
        return {"channel": "channels", "group": "groups", "im": "im"}[self.kind]


@dataclass(slots=True)
class World:
    """Everything there is. `host` is the organisation that installed the app, `bot` the app's bot user, `aliases`
    further ids of people (a Grid organisation knows somebody by a local and a global one)."""

    host: Organisation
    bot: User
    orgs: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    def org(self, wanted: str) -> Organisation:
        """By id, name or domain. Raises KeyError."""
        for org in self.orgs.values():
            if wanted in (org.id, org.name, org.domain):
                return org
        raise KeyError(f"no organisation {wanted!r} in this world")

    def user(self, wanted: str) -> User:
        """By id or name. Raises KeyError."""
        found = self.users.get(wanted)
        if found is not None:
            return found
        for user in self.users.values():
            if user.name == wanted:
                return user
        raise KeyError(f"no user {wanted!r} in this world")

    def channel(self, wanted: str) -> Channel:
        """By id, `#name` or name. Raises KeyError."""
        found = self.channels.get(wanted)
        if found is not None:
            return found
        name = wanted.removeprefix("#")
        for channel in self.channels.values():
            if channel.name == name and not channel.im_user:
                return channel
        raise KeyError(f"no channel {wanted!r} in this world")

    def is_external(self, user: User) -> bool:
        """True for people of another organisation than the host; workspaces of one Grid organisation are one."""
        if user.team_id == self.host.id:
            return False
        enterprise = self.orgs[user.team_id].enterprise_id
        return not enterprise or enterprise != self.host.enterprise_id

    def sees(self, user: User) -> bool:
        """Whether the app shares a channel with this person, or the organisation."""
        if not self.is_external(user):
            return True
        return any(user.id in c.members and self.bot.id in c.members for c in self.channels.values())

    def people_of(self, team_id: str) -> list[User]:
        """The people (not bots) of one organisation."""
        return [user for user in self.users.values() if user.team_id == team_id and not user.is_bot]


def _or(told: str | None, true: str) -> str:
    return true if told is None else told
