"""Slack's rate limits: tiers per method and minute, and one post a second and channel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

from slack_sandbox.clock import Clock


class Tier(IntEnum):
    """Calls a minute (docs/slack.md, Rate limits); SPECIAL stands for the methods with several hundred."""

    T1 = 1
    T2 = 20
    T3 = 50
    T4 = 100
    SPECIAL = 600


# "About one a second, short bursts tolerated", and a workspace-wide limit of several hundred a minute.
POSTS_PER_S = 1.0
POST_BURST = 4.0
POSTS_PER_MINUTE = 400.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimiter:
    """Token buckets. `refuse_for` answers 0, or the whole seconds to wait (the `Retry-After` header)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def refuse_for(self, method: str, tier: Tier, channel: str | None = None) -> int:
        """Count one call; `channel` for posts, which have their own limits."""
        if channel is None:
            return self._take(method, tier / 60, float(tier))
        return self._take(f"post {channel}", POSTS_PER_S, POST_BURST) or self._take(
            "posts", POSTS_PER_MINUTE / 60, POSTS_PER_MINUTE
        )

    def _take(self, key: str, per_s: float, burst: float) -> int:
        now = self._clock.now()
        bucket = self._buckets.setdefault(key, _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * per_s)
        bucket.at = now
        if bucket.tokens >= 1.0:
            bucket.tokens -= 1.0
            return 0
        return max(1, math.ceil((1.0 - bucket.tokens) / per_s))
