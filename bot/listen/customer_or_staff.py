"""Who counts as a customer, who as staff, and which channels are served. Pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain import ChannelId, Person, TeamId, UserId
from bot.policy import ChannelPolicy


class Side(StrEnum):
    """What an author is in a channel. `other`: somebody whom the channel's list of customers leaves out."""

    CUSTOMER = "customer"
    STAFF = "staff"
    BOT = "bot"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Installation:
    """What listening must know of the installation. `internal` channels (desk, teams) are never served."""

    team_id: TeamId
    bot_user_id: UserId
    internal: frozenset[ChannelId]
    desk_members: frozenset[UserId] = frozenset()
    bot_id: str = ""


def side_of(author: Person, channel: ChannelPolicy | None, installation: Installation) -> Side:
    """Whose message it is. Lists in the policy come before teams.

    Only who is certainly one of ours, and no guest, is staff: who cannot be told is a customer, since silence towards a
    customer is the greater harm. Customers cannot act on cards, so this gives nobody power."""
    policy = channel or ChannelPolicy()
    if is_ourselves(author, installation):
        return Side.BOT
    if author.is_bot:
        heard = any(policy.bots.get(each) == "customer" for each in (*author.bot_ids, author.user_id))
        return Side.CUSTOMER if heard else Side.BOT
    if author.user_id in policy.staff:
        return Side.STAFF
    if isinstance(policy.customers, list) and author.user_id in policy.customers:
        return Side.CUSTOMER
    if author.user_id in installation.desk_members:
        return Side.STAFF
    if policy.customers == "everyone":
        return Side.CUSTOMER
    if author.colleague:
        return Side.STAFF
    return Side.CUSTOMER if policy.customers == "external" else Side.OTHER


def is_ourselves(author: Person, installation: Installation) -> bool:
    """Whether Earnest itself wrote it, which nothing makes a request."""
    own = {installation.bot_user_id, installation.bot_id} - {""}
    return author.user_id in own or not own.isdisjoint(author.bot_ids)


def is_served(channel_id: ChannelId, installation: Installation) -> bool:
    """Whether requests are taken from a channel: all that Earnest is in, except where staff work."""
    return channel_id not in installation.internal
