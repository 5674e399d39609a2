"""Who may act as the desk: a pure rule over what is known of its members."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import Person, UserId


@dataclass(frozen=True, slots=True)
class Membership:
    """What is known of the desk. `members` None: Slack would not list them."""

    listed: frozenset[UserId]
    members: frozenset[UserId] | None


def is_desk_member(desk: Membership, person: Person, *, seen_in_desk: bool = False) -> bool:
    """Whether a person may act: listed, or a member of the desk channel and certainly one of ours, no guest.

    `seen_in_desk`: the act itself came from a message in the desk channel, which only its members can see; it stands in
    for the list where neither Slack nor the policy gives one, and for nothing else."""
    if person.user_id in desk.listed:
        return True
    if not person.colleague:
        return False
    return seen_in_desk and not desk.listed if desk.members is None else person.user_id in desk.members
