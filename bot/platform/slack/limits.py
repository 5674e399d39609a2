"""Keeps below Slack's rate limits by waiting before a call instead of being refused after it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import TransientError

T = TypeVar("T")

# docs/slack.md, Rate limits: about one post a second and channel with short bursts; tier 3 allows 50 calls a minute.
POST_EVERY_S = 1.0
TIER3_PER_MINUTE = 50
TIER3_BURST = 20


@dataclass
class _Bucket:
    tokens: float
    at: float


class RateGate:
    """Token buckets by key. `reserve` says how many seconds a caller must wait; it never sleeps itself."""

    def __init__(
        self,
        now: Callable[[], float],
        *,
        post_every_s: float = POST_EVERY_S,
        tier3_per_minute: float = TIER3_PER_MINUTE,
    ) -> None:
        self._now = now
        self._posts_per_s = 1.0 / post_every_s
        self._tier3_per_s = tier3_per_minute / 60.0
        self._buckets: dict[str, _Bucket] = {}

    def reserve(self, key: str, *, per_s: float, burst: float) -> float:
        """Take one token; the wait in seconds until it is really there (0 when there was one)."""
        now = self._now()
        bucket = self._buckets.setdefault(key, _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * per_s)
        bucket.at = now
        bucket.tokens -= 1.0
        return max(0.0, -bucket.tokens / per_s)

    async def post(self, channel: str) -> None:
        """Wait for the channel's next post."""
        await _pause(self.reserve(f"post:{channel}", per_s=self._posts_per_s, burst=1.0))

    async def in_turn(self, method: str, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call of a tier 3 method in its turn. Where Slack refuses it for haste all others wait as well, in turn
        and not each for itself: after a restart this is how we learn what was used up before."""
        await self.tier3(method)
        try:
            return await call()
        except TransientError as error:
            bucket = self._buckets[f"tier3:{method}"]
            bucket.tokens = min(bucket.tokens, -(error.retry_after_s or 0.0) * self._tier3_per_s)
            raise

    def free(self, method: str) -> bool:
        """Whether a tier 3 method could be called at once."""
        bucket = self._buckets.get(f"tier3:{method}")
        if bucket is None:
            return True
        return min(TIER3_BURST, bucket.tokens + (self._now() - bucket.at) * self._tier3_per_s) >= 1.0

    async def tier3(self, method: str) -> None:
        """Wait for the next call of a tier 3 method."""
        await _pause(self.reserve(f"tier3:{method}", per_s=self._tier3_per_s, burst=TIER3_BURST))


async def _pause(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)
