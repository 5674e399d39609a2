"""What the joining modules share: store, Slack, directory, policy, clock, and the events that wake the loops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Protocol

from bot.domain import ChannelId, MessageTs, UserId
from bot.domain.ports import Clock
from bot.domain.telemetry import Tell, nobody
from bot.people.directory import Directory
from bot.platform.background import BackgroundCalls
from bot.platform.slack.gateway import SlackGateway
from bot.policy import Policy
from bot.store.records import DecisionRow, FlagVerdict
from bot.store.store import Store
from bot.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Wakeups:
    """Set when there is new work; the loops also look by themselves when the next piece is due."""

    inbox: asyncio.Event = field(default_factory=asyncio.Event)
    turns: asyncio.Event = field(default_factory=asyncio.Event)
    posts: asyncio.Event = field(default_factory=asyncio.Event)
    decisions: asyncio.Event = field(default_factory=asyncio.Event)
    gaps: asyncio.Event = field(default_factory=asyncio.Event)
    syncs: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Runtime:
    """Built once by `app.py` and given to every joining module."""

    store: Store
    slack: SlackGateway
    directory: Directory
    policy: Policy
    clock: Clock
    new_id: Callable[[], str]
    background: BackgroundCalls
    wake: Wakeups = field(default_factory=Wakeups)
    tell: Tell = nobody

    @property
    def zone(self) -> tzinfo:
        """The desk's time zone."""
        return self.policy.hours.zone


class Verdicts(Protocol):
    """What learning offers to the steps in which people speak: a place for their verdicts on answers."""

    async def flag_message(
        self,
        channel: ChannelId,
        ts: MessageTs,
        by: UserId,
        *,
        note: str = "",
        correction: str = "",
        cause: str = "",
        severe: str = "",
    ) -> str:
        """Flag the answer at a place as wrong; what became of it in a word ("flagged", or why not). `severe`: what it
        is about where that ends trust at once."""
        ...

    async def customer_flag(self, channel: ChannelId, ts: MessageTs, by: UserId) -> str:
        """A customer calls the answer at a place wrong: the intent is reviewed for their account until the desk has
        looked at it; what became of it in a word."""
        ...

    async def judge(
        self, row: DecisionRow, channel: ChannelId, ts: MessageTs, by: UserId, *, verdict: FlagVerdict
    ) -> None:
        """Store a verdict on a decision's answer, and show it on the card."""
        ...

    async def edited(self, row: DecisionRow, before: str, after: str, tx: Tx, *, by: UserId) -> None:
        """Audit a draft that `by` changed: right where the change was cosmetic, wrong where it was not."""
        ...

    async def audit(self, row: DecisionRow, *, passed: bool, source: str, tx: Tx, by: UserId | None = None) -> None:
        """What an act of the desk, by somebody or by nobody (None), says of an answer that went, or would have gone,
        out without review."""
        ...
