"""What the policy says of one served channel."""

from __future__ import annotations

from typing import Literal

from bot.domain import Mode
from bot.policy.part import Part


class ChannelPolicy(Part):
    """One served channel. `customers` and `staff` override who is who. `bots` maps the ids of bots or apps (B…, A…, U…)
    to whether what they post is a customer's word; those that are not named are ignored. `named_person` says what
    becomes of a question to somebody else by name: `desk` makes a card of it, `answer` treats it as any other."""

    account: str | None = None
    kind: Literal["support", "community"] = "support"
    mode: Mode | None = None
    customers: Literal["external", "everyone"] | list[str] = "external"
    staff: list[str] = []
    bots: dict[str, Literal["customer", "ignore"]] = {}
    named_person: Literal["desk", "answer"] = "desk"
