"""How long a customer may wait for the next reply: one clock a ticket, from the first message that nobody answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.policy.account_tiers import AccountTier
from bot.policy.hours import Hours, reached
from bot.policy.waits import spells

WARN_AT = 0.8  # of the target: late enough to mean something, early enough to act


@dataclass(frozen=True, slots=True)
class Waiting:
    """A customer who waits. `since` the first message that nobody answered; `first`: nobody has replied on this ticket
    yet; `urgent`: one of the messages that wait is; `pauses`: when the ticket was on hold meanwhile."""

    since: datetime
    first: bool
    urgent: bool = False
    pauses: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyClock:
    """When a reply is due, and from when the desk is warned. UTC."""

    waiting: Waiting
    warn_at: datetime
    due: datetime


def reply_clock(waiting: Waiting, tier: AccountTier | None, hours: Hours) -> ReplyClock | None:
    """The clock of a customer who waits; None where the account's tier sets no target. `hours` are the policy's."""
    if tier is None:
        return None
    targets = [tier, *([tier.urgent] if waiting.urgent and tier.urgent else [])]
    lengths = [one.first_response if waiting.first else one.next_response for one in targets]
    known = [length for length in lengths if length is not None]
    if not known:
        return None
    open_hours, target = tier.hours or hours, min(known)
    running = spells(waiting.since, waiting.pauses)
    warn_at, due = reached(open_hours, running, target * WARN_AT), reached(open_hours, running, target)
    return ReplyClock(waiting, warn_at, due) if warn_at is not None and due is not None else None
