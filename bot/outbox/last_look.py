"""The last look at a customer's thread just before a post goes into it: the call, and what it can find."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum, auto

from bot.store.records import Post, Ticket


class Sight(Enum):
    """The thread in Slack is as our tables have it, or it changed (the change is taken in first), or it is gone."""

    AS_KNOWN = auto()
    CHANGED = auto()
    GONE = auto()


Look = Callable[[Post, Ticket], Awaitable[Sight]]
"""Reads a post's thread once more. Raises TransientError when Slack cannot say now."""


async def unseen(post: Post, ticket: Ticket) -> Sight:
    """The default: does not read Slack, so that tests of the outbox alone need no thread."""
    del post, ticket
    return Sight.AS_KNOWN
