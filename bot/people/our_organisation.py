"""Whether an author is one of ours, from all that Slack tells: a pure rule; what contradicts itself tells nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.platform.slack.facts import ChannelFacts, UserFacts


@dataclass(frozen=True, slots=True)
class Home:
    """The installing workspace, and its Enterprise Grid organisation where it is part of one."""

    team_id: str
    enterprise_id: str = ""


def is_ours(
    home: Home, named: Collection[str], user: UserFacts | None, channel: ChannelFacts | None = None
) -> bool | None:
    """True for people of the installing workspace and of its organisation, False for others, None where nobody can
    tell. `named` are the teams that an event gives the author, `user` what users.info says, `channel` the channel's own
    lists of teams; None where they were not asked or did not answer."""
    if user is not None and user.enterprise_id:
        return user.enterprise_id == home.enterprise_id or home.team_id in user.grid_teams
    if user is not None and user.stranger:
        return False
    inside = {home.team_id, home.enterprise_id, *(channel.internal_teams if channel else ())} - {""}
    told = user.teams if user is not None else frozenset()
    said = {*named, *told} - {""}
    others = said - inside
    if said and not others:
        return True
    if not others or said & inside:
        return None
    # Another workspace than ours may still be of our organisation, unless Slack told of the user or the channel.
    connected = channel.connected_teams if channel else frozenset()
    return False if not home.enterprise_id or told or others <= connected else None
