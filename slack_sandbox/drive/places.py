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
        timeline.bring_in(self._ws, place, joiner, self._user(inviter) if inviter else None)

    async def leave(self, user: str, channel: str) -> None:
        """Stop being a member; the app is told only of others' joining."""
        leaver = self._user(user)
        place = self._place(leaver, channel)
        place.members.remove(leaver.id)
        line = {"subtype": "group_leave" if place.private else "channel_leave"}
        timeline.put(self._ws, place, leaver, {**line, "text": f"<@{leaver.id}> has left the channel"})

    async def archive(self, channel: str, *, archived: bool = True) -> None:
        """Close or reopen a channel."""
        self._channel(channel).archived = archived
        self._ws.changes.notify()

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
            old = place.id
            place.id = self._ws.ids.new("C")
            del self._ws.world.channels[old]
            self._ws.world.channels[place.id] = place
            self._ws.messages.move(old, place.id)
            self._ws.tell(events.channel_id_changed(self._ws.world, place, old, self._ws.ids.ts()))
        self._ws.tell(events.channel_shared(self._ws.world, place, team.id, self._ws.ids.ts()))
        return place

    async def unshare(self, channel: str, org: str) -> Channel:
        """Disconnect an organisation; its people are gone from the channel."""
        place, team = self._channel(channel), self._ws.world.org(org)
        if team.id not in place.connected:
            raise DriveError(f"#{place.name} is not shared with {team.name}")
        place.connected.remove(team.id)
        theirs = {user.id for user in self._ws.world.users.values() if user.team_id == team.id}
        place.members = [member for member in place.members if member not in theirs]
        self._ws.tell(events.channel_unshared(self._ws.world, place, team.id, self._ws.ids.ts()))
        return place
