"""Making channels, joining and leaving them, sharing, archiving and renaming them."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sandbox import events, timeline
from slack_sandbox.drive.people import Actor
from slack_sandbox.refusal import DriveError
from slack_sandbox.world import Channel


class Places(Actor):
    """Fresh channels hold the app already, as after an invitation, unless told otherwise."""

    def new_channel(
        self, name: str = "", *, members: Sequence[str] = (), private: bool = False, with_bot: bool = True
    ) -> Channel:
        """A channel of the host alone."""
        channel_id = self._ws.ids.new("C")
        people = [self._user(member).id for member in members]
        if with_bot:
            people.append(self._ws.world.bot.id)
        host = self._ws.world.host
        made = Channel(channel_id, name or f"channel-{channel_id.lower()}", host.id, people[0] if people else "", 0)
        made.created = int(self._ws.now())
        made.private = private
        made.members = list(dict.fromkeys(people))
        self._ws.world.channels[channel_id] = made
        self._ws.changes.notify()
        return made

    def new_shared_channel(
        self,
        org: str,
        name: str = "",
        *,
        staff: Sequence[str] = ("nora", "sam"),
        private: bool = False,
        with_bot: bool = True,
    ) -> Channel:
        """A channel shared with one organisation: all its people, some of the host's, and the app."""
        team = self._ws.world.org(org)
        members = [*staff, *(user.id for user in self._ws.world.people_of(team.id))]
        made = self.new_channel(name, members=members, private=private, with_bot=with_bot)
        made.connected.append(team.id)
        return made

    async def join(self, user: str, channel: str, *, inviter: str | None = None) -> None:
        """Become a member: the system line and the event. With the app's bot user: the app is invited."""
        joiner, place = self._user(user), self._channel(channel)
        if joiner.id in place.members:
            raise DriveError(f"{joiner.name} is in #{place.name} already")
        if joiner.team_id not in (place.host_team, *place.internal, *place.connected):
            raise DriveError(f"#{place.name} is not shared with {joiner.name}'s organisation")
        timeline.add_member(self._ws, place, joiner, self._user(inviter) if inviter else None)

    async def leave(self, user: str, channel: str) -> None:
        """Stop being a member; the app is told only of others' joining."""
        leaver = self._user(user)
        place = self._place(leaver, channel)
        place.members.remove(leaver.id)
        line = {"subtype": "group_leave" if place.private else "channel_leave"}
        timeline.post_message(self._ws, place, leaver, {**line, "text": f"<@{leaver.id}> has left the channel"})

    async def remove_app(self, channel: str) -> None:
        """Take the app out of a channel, which tells it nothing; `join` with its bot user invites it again."""
        place, bot = self._channel(channel), self._ws.world.bot
        if bot.id not in place.members:
            raise DriveError(f"the app is not in #{place.name}")
        place.members.remove(bot.id)
        self._ws.changes.notify()

    async def archive(self, channel: str, *, archived: bool = True, user: str = "") -> None:
        """Close or reopen a channel; with a `user` the system line that names them, too."""
        place = self._channel(channel)
        place.archived = archived
        if user:
            kind = f"{'group' if place.private else 'channel'}_{'archive' if archived else 'unarchive'}"
            text = f"{'archived' if archived else 'un-archived'} the channel"
            timeline.post_message(self._ws, place, self._user(user), {"subtype": kind, "text": text})
        self._ws.changes.notify()

    async def rename(self, channel: str, name: str, *, user: str = "nora") -> Channel:
        """Give a channel another name, with the system line."""
        actor = self._user(user)
        place = self._place(actor, channel)
        if any(other.name == name for other in self._ws.world.channels.values()):
            raise DriveError(f"there is a channel #{name} already")
        old, place.name = place.name, name
        place.previous_names.insert(0, old)
        kind = "group_name" if place.private else "channel_name"
        text = f'has renamed the channel from "{old}" to "{name}"'
        timeline.post_message(self._ws, place, actor, {"subtype": kind, "old_name": old, "name": name, "text": text})
        return place

    async def change_id(self, channel: str) -> Channel:
        """A channel gets another id, as when sharing of a private one starts; the old id is unknown from now on."""
        place = self._channel(channel)
        self._move(place)
        return place

    def _move(self, place: Channel) -> None:
        old, new = place.id, self._ws.ids.new("C")
        del self._ws.world.channels[old]
        place.id = new
        self._ws.world.channels[new] = place
        for kept in (self._ws.messages, self._ws.files, self._ws.tokens, self._ws.journal):
            kept.move(old, new)
        for held, ts in [key for key in self._ws.statuses if key[0] == old]:
            self._ws.statuses[(new, ts)] = self._ws.statuses.pop((held, ts))
        self._ws.publish(events.channel_id_changed(self._ws.world, place, old, self._ws.ids.ts()))

    async def share(self, channel: str, org: str) -> Channel:
        """Connect another organisation. A private channel gets a new id when sharing starts."""
        place, team = self._channel(channel), self._ws.world.org(org)
        if team.id in (place.host_team, *place.internal, *place.connected):
            raise DriveError(f"#{place.name} is shared with {team.name} already")
        host = self._ws.world.host
        if host.enterprise_id and team.enterprise_id == host.enterprise_id:
            place.internal.append(team.id)
            self._ws.changes.notify()
            return place
        starts = not place.connected
        place.connected.append(team.id)
        if place.private and starts:
            self._move(place)
        self._ws.publish(events.channel_shared(self._ws.world, place, team.id, self._ws.ids.ts()))
        return place

    async def unshare(self, channel: str, org: str) -> Channel:
        """Disconnect an organisation; its people are gone from the channel."""
        place, team = self._channel(channel), self._ws.world.org(org)
        if team.id not in place.connected:
            raise DriveError(f"#{place.name} is not shared with {team.name}")
        place.connected.remove(team.id)
        theirs = {user.id for user in self._ws.world.users.values() if user.team_id == team.id}
        place.members = [member for member in place.members if member not in theirs]
        self._ws.publish(events.channel_unshared(self._ws.world, place, team.id, self._ws.ids.ts()))
        return place
