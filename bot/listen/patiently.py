"""Reads what Slack would not show at once, for as long as a channel may hold up the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.errors import TransientError
from bot.retry import CATCH_UP, Backoff

T = TypeVar("T")
TRIES = 6


async def patiently(read: Callable[[], Awaitable[T]], waits: Backoff = CATCH_UP) -> T:
    """What `read` gives, waiting as long as Slack asks. Raises its last TransientError."""
    for failures in range(1, TRIES):
        try:
            return await read()
        except TransientError as error:
            await asyncio.sleep(waits.delay_s(failures, error.retry_after_s))
    return await read()
