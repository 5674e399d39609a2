"""Step 1, listen: whose message this is, whether it is for us, and which question it belongs to. Pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain import ChannelId, MessageTs, Person, TeamId, UserId
from bot.policy import ChannelPolicy, Thresholds


class Side(StrEnum):
    """What an author is in a channel."""

    CUSTOMER = "customer"
    STAFF = "staff"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Installation:
    """What listening must know of the installation. `internal` channels (desk, teams) are never served."""

    team_id: TeamId
    bot_user_id: UserId
    internal: frozenset[ChannelId]
    desk_members: frozenset[UserId] = frozenset()


def side_of(author: Person, channel: ChannelPolicy | None, installation: Installation) -> Side:
    """Whose message it is. Lists in the policy come before teams; a bot is never a customer.

    An author whose team nobody will tell counts as one of ours: silence towards a colleague is
    the smaller harm than account data in front of a stranger."""
    if author.is_bot or author.user_id == installation.bot_user_id:
        return Side.BOT
    policy = channel or ChannelPolicy()
    if author.user_id in policy.staff:
        return Side.STAFF
    if isinstance(policy.customers, list):
        return Side.CUSTOMER if author.user_id in policy.customers else Side.STAFF
    if author.user_id in installation.desk_members:
        return Side.STAFF
    if policy.customers == "everyone":
        return Side.CUSTOMER
    external = author.team_id is not None and author.team_id != installation.team_id
    return Side.CUSTOMER if external else Side.STAFF


def is_served(channel_id: ChannelId, installation: Installation) -> bool:
    """Whether requests are taken from a channel: all that Earnest is in, except where staff work."""
    return channel_id not in installation.internal


def joins_ticket(last_ts: MessageTs, ts: MessageTs, thresholds: Thresholds) -> bool:
    """Whether a top-level message is near enough to the author's last one to belong to the same question. Events may
    come out of order, so it may be the older of the two."""
    return abs(float(ts) - float(last_ts)) <= thresholds.join_within_s


def due_at(first_at: datetime, now: datetime, thresholds: Thresholds) -> datetime:
    """When a burst is over: after a silence, but never later than the longest wait after its first message."""
    quiet = now + timedelta(seconds=thresholds.burst_silence_s)
    return min(quiet, first_at + timedelta(seconds=thresholds.burst_max_s))
