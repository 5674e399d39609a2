"""What an outgoing post asks just before it goes into a customer's thread, and what it is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum, auto

from bot.store.records import Post, Ticket


class Sight(Enum):
    """What stands in Slack: what we know, something else that is being worked on first, or no thread at all."""

    AS_KNOWN = auto()
    CHANGED = auto()
    GONE = auto()


Look = Callable[[Post, Ticket], Awaitable[Sight]]
"""Reads a post's thread once more. Raises TransientError when Slack cannot say now."""


async def unseen(post: Post, ticket: Ticket) -> Sight:
    """Where nobody looks."""
    del post, ticket
    return Sight.AS_KNOWN
