"""Who may act as the desk: a pure rule over what is known of its members."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain import TeamId, UserId


@dataclass(frozen=True, slots=True)
class Membership:
    """What is known of the desk. `members` None: Slack would not list them."""

    home_team: TeamId
    listed: frozenset[UserId]
    members: frozenset[UserId] | None


def is_desk_member(
    desk: Membership, user: UserId, team: TeamId | None, *, seen_in_desk: bool = False, bots: Collection[UserId] = ()
) -> bool:
    """Whether a person may act: listed, or a member of the desk channel and of the installing team.

    `seen_in_desk`: the act itself came from a message in the desk channel, which only its members can see; it stands in
    for the list where neither Slack nor the policy gives one, and for nothing else."""
    if user in bots:
        return False
    if user in desk.listed:
        return True
    if team != desk.home_team:
        return False
    return seen_in_desk and not desk.listed if desk.members is None else user in desk.members
