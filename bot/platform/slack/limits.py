"""Keeps below Slack's rate limits by waiting before a call instead of being refused after it."""

from __future__ import annotations

import asyncio
import math
from bisect import bisect_left, insort
from collections.abc import Awaitable, Callable, Mapping
from copy import copy
from dataclasses import dataclass
from itertools import count
from typing import Protocol, TypeVar

from bot.errors import TransientError

T = TypeVar("T")

# docs/slack.md, Rate limits: about one post a second and channel with short bursts; tier 3 allows 50 calls a minute.
POST_EVERY_S = 1.0
TIER3_PER_MINUTE = 50
TIER3_BURST = 20
TRIES = 5
TOLERANCE = 1e-9  # of a token: times are no exact numbers
BUCKETS = 500  # from which on those are let go that are full again: a year has many channels
LOOK_AGAIN_S = 0.02  # the shortest wait of who is not first in line
FIRST = math.inf  # before all others, however long they wait
PATIENCE_S = 60.0  # how long who is patient lets others go first
ROOM = TIER3_BURST / 2  # calls at once that others could still make after one of who is patient


@dataclass(frozen=True, slots=True)
class _Rate:
    per_s: float
    burst: float


@dataclass
class _Bucket:
    rate: _Rate
    tokens: float
    at: float

    def fill(self, now: float) -> bool:
        """Take in what came since; whether it is full, as one that nobody knows is."""
        self.tokens = min(self.rate.burst, self.tokens + (now - self.at) * self.rate.per_s)
        self.at = now
        return self.tokens >= self.rate.burst


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """A place in a line: as if one had come at that time."""

    since: float
    number: int


class SharedGates(Protocol):
    """The same rates for all processes of one Slack app; raise TransientError where they cannot be told."""

    async def take(self, key: str, every_s: float, burst: float) -> float:
        """0 when the call may go now, else after how many seconds to ask again."""
        ...

    async def close(self, key: str, every_s: float, burst: float, for_s: float) -> None:
        """Nobody calls for so long."""
        ...


class RateGate:
    """A bucket of tokens for each channel's posts and each tier 3 method, and a line before it. With `shared`, who is
    first in this process's line asks there as well."""

    def __init__(
        self,
        now: Callable[[], float],
        *,
        post_every_s: float = POST_EVERY_S,
        tier3_per_minute: float = TIER3_PER_MINUTE,
        shared: SharedGates | None = None,
    ) -> None:
        self._now = now
        self._shared = shared
        self._posts = _Rate(1.0 / post_every_s, burst=1.0)
        self._tier3 = _Rate(tier3_per_minute / 60.0, burst=TIER3_BURST)
        self._buckets: dict[str, _Bucket] = {}
        self._lines: dict[str, list[_Place]] = {}
        self._numbers = count()
        self._patience_s = 0.0

    def patient(self) -> RateGate:
        """The same gate for who lets all others go first, those of other processes as well, for so long as one can."""
        gate = copy(self)
        gate._patience_s = PATIENCE_S
        return gate

    async def post(self, channel: str, *, quick: bool = False) -> None:
        """Wait for the channel's next post; who is `quick` before the others who wait for it."""
        await self._turn((f"post:{channel}",), self._posts, FIRST if quick else 0.0)

    async def tier3(self, *methods: str, ahead_s: float = 0.0) -> str:
        """Wait in line for the next call of a tier 3 method, of several the one with the shortest wait; which. With
        `ahead_s` as if one had come so many seconds ago."""
        return await self._turn(methods, self._tier3, ahead_s)

    async def in_turn(self, calls: Mapping[str, Callable[[], Awaitable[T]]], *, ahead_s: float = 0.0) -> T:
        """Make the call of the tier 3 method that comes first. Where Slack refuses it for haste all others wait as
        well: after a restart this is how we learn what was used up before. The call is then made again in its turn, so
        that what led to it is not done again. Raises what the last of some tries raises."""
        for left in reversed(range(TRIES)):
            method = await self.tier3(*calls, ahead_s=ahead_s)
            try:
                return await calls[method]()
            except TransientError as error:
                if error.retry_after_s is None:
                    raise
                bucket = self._bucket(method, self._tier3)
                bucket.tokens = min(bucket.tokens, -error.retry_after_s * self._tier3.per_s)
                if self._shared is not None:
                    await self._shared.close(method, 1.0 / self._tier3.per_s, self._tier3.burst, error.retry_after_s)
                if not left:
                    raise
        raise AssertionError("unreachable")

    async def _turn(self, keys: tuple[str, ...], rate: _Rate, ahead_s: float) -> str:
        """Wait in the lines of all keys at once: which moves faster depends on what other processes take."""
        since = self._now() + self._patience_s if self._patience_s else self._now() - ahead_s
        place = _Place(since, next(self._numbers))
        for key in keys:
            insort(self._lines.setdefault(key, []), place)
        try:
            while True:
                waits_s = []
                for key in keys:
                    waits_s.append(await self._any_wait_s(key, rate, place))
                    if waits_s[-1] <= 0:
                        self._bucket(key, rate).tokens -= 1.0
                        return key
                await asyncio.sleep(max(LOOK_AGAIN_S, min(waits_s)))
        finally:
            for key in keys:
                self._lines[key].remove(place)
                if not self._lines[key]:
                    del self._lines[key]

    async def _any_wait_s(self, key: str, rate: _Rate, place: _Place) -> float:
        """As `_wait_s`; who need not wait here asks where all processes ask, and has its token then."""
        wait_s = self._wait_s(key, rate, place)
        if wait_s > 0 or self._shared is None:
            return wait_s
        room = ROOM if self._now() < place.since else 0.0
        return await self._shared.take(key, 1.0 / rate.per_s, rate.burst - room)

    def _wait_s(self, key: str, rate: _Rate, place: _Place) -> float:
        """Until a token is there beside those of all who stand before; 0 when it is."""
        before = bisect_left(self._lines.get(key, ()), place)
        missing = 1.0 + before - self._bucket(key, rate).tokens
        return missing / rate.per_s if missing > TOLERANCE else 0.0

    def _bucket(self, key: str, rate: _Rate) -> _Bucket:
        """The tokens as of now."""
        now = self._now()
        if key not in self._buckets:
            if len(self._buckets) >= BUCKETS:
                for name in [name for name, bucket in self._buckets.items() if bucket.fill(now)]:
                    del self._buckets[name]
            self._buckets[key] = _Bucket(rate, rate.burst, now)
        bucket = self._buckets[key]
        bucket.fill(now)
        return bucket
