"""Step 1, listen: whose message this is, whether it is for us, and which question it belongs to. Pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain import ChannelId, MessageTs, Person, TeamId, UserId
from bot.policy import ChannelPolicy, Thresholds


class Role(StrEnum):
    """What an author is in a channel."""

    CUSTOMER = "customer"
    STAFF = "staff"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class House:
    """What listening must know of the installation. `internal` channels (desk, teams) are never served."""

    team_id: TeamId
    bot_user_id: UserId
    internal: frozenset[ChannelId]
    desk_members: frozenset[UserId] = frozenset()


def role_of(author: Person, channel: ChannelPolicy | None, house: House) -> Role:
    """Whose message it is. Lists in the policy come before teams; a bot is never a customer.

    An author whose team nobody will tell counts as one of ours: silence towards a colleague is
    the smaller harm than account data in front of a stranger."""
    if author.is_bot or author.user_id == house.bot_user_id:
        return Role.BOT
    policy = channel or ChannelPolicy()
    if author.user_id in policy.staff:
        return Role.STAFF
    if isinstance(policy.customers, list):
        return Role.CUSTOMER if author.user_id in policy.customers else Role.STAFF
    if author.user_id in house.desk_members:
        return Role.STAFF
    if policy.customers == "everyone":
        return Role.CUSTOMER
    external = author.team_id is not None and author.team_id != house.team_id
    return Role.CUSTOMER if external else Role.STAFF


def is_served(channel_id: ChannelId, house: House) -> bool:
    """Whether requests are taken from a channel: all that Earnest is in, except where staff work."""
    return channel_id not in house.internal


def joins_ticket(last_ts: MessageTs, ts: MessageTs, thresholds: Thresholds) -> bool:
    """Whether a top-level message is near enough to the author's last one to belong to the same question. Events may
    come out of order, so it may be the older of the two."""
    return abs(float(ts) - float(last_ts)) <= thresholds.join_within_s


def due_at(first_at: datetime, now: datetime, thresholds: Thresholds) -> datetime:
    """When a burst is over: after a silence, but never later than the longest wait after its first message."""
    quiet = now + timedelta(seconds=thresholds.burst_silence_s)
    return min(quiet, first_at + timedelta(seconds=thresholds.burst_max_s))
