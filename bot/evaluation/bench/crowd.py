"""The customers of a bench: shared channels of both companies, and people who each ask under a name of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_sandbox import Sandbox

ORGS = (("acme-facilities", "acme"), ("globex-property", "globex"))
DESK = "support-desk"


@dataclass(frozen=True, slots=True)
class Room:
    """A channel shared with a customer company. `drafting`: its answers wait for a person."""

    id: str
    org: str
    account: str
    drafting: bool


def rooms(sandbox: Sandbox, count: int, drafting: int = 0) -> list[Room]:
    """So many fresh channels, of both companies in turn; the last ones draft."""
    made = []
    for number in range(count):
        org, account = ORGS[number % len(ORGS)]
        channel = sandbox.new_shared_channel(org, f"bench-{number:02d}")
        made.append(Room(channel.id, org, account, number >= count - drafting))
    return made


def channel_policy(made: list[Room]) -> dict[str, Any]:
    """The policy's `channels` for these rooms."""
    return {room.id: {"account": room.account, **({"mode": "draft"} if room.drafting else {})} for room in made}


def person(sandbox: Sandbox, room: Room, number: int) -> str:
    """A fresh person of the room's company in it; the id. Their name is nobody else's, not even as a part."""
    user = sandbox.drive.new_user(room.org, f"customer-{number:05d}", name_of(number))
    sandbox.world.channel(room.id).members.append(user.id)
    return user.id


def name_of(number: int) -> str:
    """What a card calls the person."""
    return f"Customer {number:05d}"
