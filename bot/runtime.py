"""What all pieces of work share: the parts, and the bells that wake the loops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo

from bot.domain.ports import Clock
from bot.people.directory import Household
from bot.platform.background import BestEffort
from bot.platform.slack.gateway import SlackGateway
from bot.policy import Policy
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class Bells:
    """Rung when there is new work; the loops also look by themselves when the next piece is due."""

    inbox: asyncio.Event = field(default_factory=asyncio.Event)
    turns: asyncio.Event = field(default_factory=asyncio.Event)
    posts: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Tools:
    """Given to every piece of work by the composition root."""

    store: Store
    gateway: SlackGateway
    household: Household
    policy: Policy
    clock: Clock
    ids: Callable[[], str]
    effects: BestEffort
    bells: Bells = field(default_factory=Bells)

    @property
    def zone(self) -> tzinfo:
        """The desk's time zone."""
        return self.policy.hours.zone
