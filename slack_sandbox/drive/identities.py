"""Making organisations, people and bots, and how Slack reports who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slack_sandbox.drive.people import Actor
from slack_sandbox.jsonlike import Json
from slack_sandbox.refusal import DriveError
from slack_sandbox.world import Organisation, Reported, User


class Identities(Actor):
    """Who there is; nothing here raises an event."""

    def new_organisation(self, name: str) -> Organisation:
        """Another company."""
        made = Organisation(self._ws.ids.new("T"), name, name.lower().replace(" ", "-"))
        self._ws.world.orgs[made.id] = made
        return made

    def new_enterprise(self, name: str, orgs: Sequence[str]) -> Json:
        """Put workspaces (by id, name or domain) into an Enterprise Grid organisation. Returns its `id` and `name`."""
        world, enterprise_id = self._ws.world, self._ws.ids.new("E")
        for wanted in orgs:
            org = replace(world.org(wanted), enterprise_id=enterprise_id, enterprise_name=name)
            world.orgs[org.id] = org
            if org.id == world.host.id:
                world.host = org
        self._ws.changes.notify()
        return {"id": enterprise_id, "name": name}

    def new_user(
        self,
        org: str,
        name: str,
        real_name: str = "",
        *,
        restricted: bool = False,
        ultra_restricted: bool = False,
        teams: Sequence[str] = (),
    ) -> User:
        """Another person of an organisation (its id, name or domain). `restricted`: a guest in several channels;
        `ultra_restricted`: in one; `teams`: further workspaces of the same Grid organisation."""
        team = self._ws.world.org(org)
        more = [self._ws.world.org(each) for each in teams]
        if any(not each.enterprise_id or each.enterprise_id != team.enterprise_id for each in more):
            raise DriveError(f"{name} can be in several workspaces of one Grid organisation only")
        made = User(self._ws.ids.new("U"), team.id, name, real_name or name.title())
        made.is_restricted = restricted or ultra_restricted
        made.is_ultra_restricted = ultra_restricted
        made.teams = [each.id for each in more]
        self._ws.world.users[made.id] = made
        self._ws.changes.notify()
        return made

    def new_bot(self, org: str, name: str, real_name: str = "", *, workflow: bool = False) -> User:
        """Another app's bot user; `workflow`: one of Workflow Builder's."""
        team = self._ws.world.org(org)
        made = User(self._ws.ids.new("U"), team.id, name, real_name or name.title())
        made.bot_id, made.app_id = self._ws.ids.new("B"), self._ws.ids.new("A")
        made.is_workflow_bot = workflow
        self._ws.world.users[made.id] = made
        self._ws.changes.notify()
        return made

    def change_profile(
        self, user: str, *, real_name: str | None = None, display_name: str | None = None, picture: str | None = None
    ) -> User:
        """Give a person other names or another picture (its hash); what is left out stays."""
        found = self._user(user)
        found.real_name = found.real_name if real_name is None else real_name
        found.display_name = found.display_name if display_name is None else display_name
        found.picture = found.picture if picture is None else picture
        self._ws.changes.notify()
        return found

    def alias(self, user: str, other_id: str) -> User:
        """Slack knows this person by another id (`W…`) too, and answers users.info under either."""
        found = self._user(user)
        if other_id in self._ws.world.users:
            raise DriveError(f"{other_id} is somebody already")
        self._ws.world.aliases[other_id] = found.id
        return found

    def report(
        self,
        user: str,
        *,
        event_team: str | None = None,
        connect_team: str | None = None,
        profile_team: str | None = None,
        info_team: str | None = None,
        connect_fields: bool = False,
        stranger: bool | None = None,
    ) -> User:
        """From now on Slack reports this person so (see `Reported`); without arguments, as they are."""
        found = self._user(user)
        found.reported = Reported(event_team, connect_team, profile_team, info_team, connect_fields, stranger)
        self._ws.changes.notify()
        return found
