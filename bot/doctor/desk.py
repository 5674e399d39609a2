"""Is the desk channel there, ours alone, and can its members be read? And the teams' channels?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.doctor.finding import Finding, counted, fail, ok, warn
from bot.doctor.places import Place, Places, Seen
from bot.policy import Policy

DESK, MEMBERS, TEAMS = "desk channel", "desk members", "team channels"
_INVITE = "write `/invite @Earnest` there"


async def check_desk(places: Places, policy: Policy) -> Sequence[Finding]:
    """The desk channel and who may act there."""
    place = await places.find(policy.desk.channel)
    found = _desk(place)
    return [found] if place.facts is None else [found, await _members(places, place, policy)]


def _desk(place: Place) -> Finding:
    if place.seen is Seen.NOT_FOUND:
        fix = f"{_INVITE}, and put the channel's id or #name into desk.channel of the policy"
        return fail(DESK, f"{place.named}: no such channel, or an archived or private one that Earnest is not in", fix)
    if place.seen is Seen.ARCHIVED:
        fix = "unarchive it, or name another channel in desk.channel of the policy; cards that wait follow then"
        return fail(DESK, f"{place.label} is archived, so no card can be posted", fix)
    if place.seen is Seen.UNTOLD:
        fix = "put the channel's id into desk.channel, grant channels:read and groups:read, and invite Earnest there"
        return warn(
            DESK, f"Slack does not say whether Earnest is in {place.named}; cards are posted there untried", fix
        )
    if place.seen is Seen.NOT_MEMBER:
        return fail(DESK, f"Earnest is not a member of {place.label}, so no card can be posted", _INVITE)
    if place.shared:
        what = f"{place.label} is shared with another organisation, whose people could read every card"
        return fail(DESK, what, "choose a channel of your own workspace for desk.channel")
    return ok(DESK, f"{place.label}: Earnest is a member")


async def _members(places: Places, place: Place, policy: Policy) -> Finding:
    listed = len(policy.desk.members)
    people = await places.people(place.facts.id) if place.facts else None
    if people is None:
        fix = "grant channels:read and groups:read, or list user ids in desk.members"
        return warn(MEMBERS, f"Slack does not say who is in the desk channel; {listed} listed in desk.members", fix)
    if people + listed == 0:
        return warn(MEMBERS, "nobody but Earnest is in the desk channel", "invite the people who review drafts")
    return ok(MEMBERS, f"{counted(people, 'other member')} in the channel, {listed} listed in desk.members")


async def check_teams(places: Places, policy: Policy) -> Sequence[Finding]:
    """Where pointers to a team's cards go; one that cannot be reached costs the pointer, not the card."""
    wanted = {name: team.channel for name, team in policy.teams.items() if team.channel}
    if not wanted:
        return [ok(TEAMS, "no team has a channel of its own; all cards are in the desk channel alone")]
    wrong: list[Finding] = []
    for name, channel in wanted.items():
        place = await places.find(channel)
        if place.seen is Seen.UNTOLD:
            wrong.append(
                warn(TEAMS, f"{name}: Slack does not say whether Earnest is in {channel}", f"{_INVITE} to be sure")
            )
        elif place.seen is not Seen.MEMBER:
            fix = f"{_INVITE}, or correct teams.{name}.channel in the policy"
            wrong.append(warn(TEAMS, f"{name}: Earnest is not in {place.label}, so the team gets no pointers", fix))
        elif place.shared:
            fix = f"choose a channel of your own workspace for teams.{name}.channel"
            wrong.append(warn(TEAMS, f"{name}: {place.label} is shared with another organisation", fix))
    return wrong or [ok(TEAMS, f"Earnest is in {counted(len(wanted), 'team channel')}")]
