"""Which id a channel has now: told by Slack, or, where nobody heard of it, known by what stands in the channel."""

from __future__ import annotations

import logging

from bot.domain import ChannelId
from bot.domain.recent import Recent
from bot.errors import EarnestError
from bot.listen.patiently import patiently
from bot.people.channel_book import ALIAS_KEY
from bot.platform.slack.facts import ChannelFacts
from bot.retry import CATCH_UP, Backoff
from bot.runtime import Runtime
from bot.store.records import Channel

log = logging.getLogger(__name__)
CANDIDATES_MAX = 20
PROOFS_MAX = 3
PAIRS_REMEMBERED = 2_000
BESIDE_S = 1.0  # some servers leave out what stands at the ends of a window

Joined = tuple[ChannelFacts, ...] | None
"""The channels that Earnest is in; None where Slack lists none."""

Proof = tuple[str, str]
"""The ts and the author of a message: no other channel has one like it."""


class ChannelMoves:
    """Everything that names a channel goes with it: policy entries, tickets, posts, desk and teams."""

    def __init__(self, runtime: Runtime, waits: Backoff = CATCH_UP) -> None:
        self._runtime = runtime
        self._waits = waits
        # Pairs that were looked at and are two channels.
        self._others = Recent[tuple[ChannelId, ChannelId], bool](PAIRS_REMEMBERED)

    async def find_channels(self) -> Joined:
        """At start and after each time without a connection: the channels that Earnest is in, the policy's names found
        among them. Raises TransientError when Slack does not list them for some time: then they are known as they were
        stored."""
        directory, meta = self._runtime.directory, self._runtime.store.meta
        await directory.recall(meta)
        joined = await patiently(self._runtime.slack.joined_channels, self._waits)
        if joined is not None:
            await self._follow_unheard(joined)
        await directory.resolve_among(joined, meta)
        return joined

    async def follow(self, old: ChannelId, new: ChannelId) -> None:
        """A channel has another id. May run again."""
        runtime, store, book = self._runtime, self._runtime.store, self._runtime.directory.channels
        async with store.begin() as tx:
            await store.channels.moved(old, new, tx)
            for name in book.names_of(old):
                await store.meta.set(ALIAS_KEY + name, new, tx)
        book.moved(old, new)  # not before it is stored: whoever is stopped in between finds the old one again
        runtime.wake.posts.set()

    async def _follow_unheard(self, joined: tuple[ChannelFacts, ...]) -> None:
        """A channel that is there no more, and whose messages stand in one that we did not know: that is the same."""
        directory = self._runtime.directory
        known = {channel.id: channel for channel in await self._runtime.store.channels.all()}
        named = {directory.channel_id(name) for name in directory.channels.names}
        here = {facts.id for facts in joined}
        for old in sorted(each for each in {*known, *named} if each is not None and each not in here):
            try:
                new = await self._moved_to(old, known, joined)
            except EarnestError as error:
                log.warning("whether channel %s has another id now could not be told: %s", old, error)
                continue
            if new is not None:
                log.warning("channel %s is %s now, which no event had told: what was stored follows it", old, new)
                await self.follow(old, new)

    async def _moved_to(
        self, old: ChannelId, known: dict[ChannelId, Channel], joined: tuple[ChannelFacts, ...]
    ) -> ChannelId | None:
        proofs = await self._proofs(old)
        if not proofs:
            return None
        name = known[old].name if old in known else ""
        last = max(ts for ts, _ in proofs)
        found = [
            facts.id
            for facts in sorted(joined, key=lambda each: (each.name != name, each.id in known))
            if (old, facts.id) not in self._others and await self._is_younger(facts.id, last)
        ]
        candidates = found[:CANDIDATES_MAX]
        if not candidates or not await self._runtime.directory.is_gone(old):
            return None
        for new in candidates:
            if await self._stands_in(new, proofs):
                return new
            self._others[old, new] = True
        return None

    async def _proofs(self, channel: ChannelId) -> list[Proof]:
        store, us = self._runtime.store, self._runtime.directory.identity.user_id
        said, ours = store.messages.newest_in, store.posts.newest_in
        proofs: list[Proof] = [(m.ts, m.author) for m in await said(channel, PROOFS_MAX)]
        return proofs + [(post.slack_ts, us) for post in await ours(channel, PROOFS_MAX) if post.slack_ts]

    async def _is_younger(self, channel: ChannelId, ts: str) -> bool:
        """Whether nothing is known of a channel that is as old as what was last heard in the other."""
        first = await self._runtime.store.messages.first_in(channel)
        return first is None or first > ts

    async def _stands_in(self, channel: ChannelId, proofs: list[Proof]) -> bool:
        for ts, author in proofs:
            start, end = (f"{float(ts) + beside:.6f}" for beside in (-BESIDE_S, BESIDE_S))
            found = await self._runtime.slack.messages(channel, oldest=start, latest=end)
            if any((raw.get("ts"), raw.get("user")) == (ts, author) for raw in found):
                return True
        return False
