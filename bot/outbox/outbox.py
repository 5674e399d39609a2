"""Makes the calls that wait in the outbox, those of one ordering key in turn, and finds out which a crash cut off."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import PostId
from bot.outbox.last_look import Look, unseen
from bot.outbox.post_intents import TO_CUSTOMERS, PostKind
from bot.outbox.post_results import Hooks, OnEnd, nothing
from bot.outbox.render import Renderers
from bot.outbox.sending import UNCERTAIN_WAIT_S, Sender
from bot.runtime import Runtime
from bot.store.executors import CUT_OFF
from bot.store.records import OnlyPosts, Post


@dataclass(frozen=True, slots=True)
class Share:
    """How many of these posts are under way at a time, in all and in one channel: they wait for their turn there, and
    what is slow in one share must leave the places of all others alone."""

    only: OnlyPosts
    at_once: int
    in_a_channel: int


# Those to customers read their thread first, which Slack allows some fifty times a minute. Cards of what was handed to
# people at once have places of their own.
TO_THE_HOUSE: frozenset[str] = frozenset(
    {
        *(PostKind.CARD, PostKind.CARD_PART, PostKind.POINTER, PostKind.TEAM_CARD),
        *(PostKind.DESK_NOTE, PostKind.ALERT, PostKind.INCIDENT),
    }
)
SHARES = (
    Share(OnlyPosts(frozenset(TO_CUSTOMERS)), 16, 6),
    Share(OnlyPosts(TO_THE_HOUSE, handed_over=True), 8, 4),
    Share(OnlyPosts(TO_THE_HOUSE), 8, 2),
    Share(OnlyPosts(TO_CUSTOMERS | TO_THE_HOUSE, others=True), 12, 6),
)


LOST_CLAIMS_EVERY = timedelta(minutes=1)


class Outbox:
    """Run `work` in a loop that `wake.posts` wakes; call `recover` once before it, and `drain` after it has ended."""

    def __init__(
        self,
        runtime: Runtime,
        renderers: Renderers,
        *,
        on_cancelled: OnEnd = nothing,
        on_failed: OnEnd = nothing,
        look: Look = unseen,
    ) -> None:
        self._runtime = runtime
        self._sender = Sender(runtime, renderers, Hooks(on_cancelled, on_failed, look))
        self._tasks: dict[PostId, asyncio.Task[None]] = {}
        self._looked_at: datetime | None = None
        self._under_way: Counter[tuple[Share, str]] = Counter()

    @property
    def busy(self) -> int:
        """How many calls are under way."""
        return len(self._tasks)

    async def work(self) -> datetime | None:
        """Start what is due, each call in a task of its own; when the next falls due. What is due and has no room now
        is looked at again when a call ends, which rings."""
        await self._look_for_lost_claims()
        waiting = await self._runtime.store.posts.by_kind()
        for share in SHARES:
            if any(kind.ready and share.only.has(kind.kind, kind.handed_over) for kind in waiting):
                await self._work(share)
        return min((kind.later for kind in waiting if kind.later is not None), default=None)

    async def _work(self, share: Share) -> None:
        room = share.at_once - sum(number for (of, _), number in self._under_way.items() if of is share)
        if room > 0:
            posts = self._runtime.store.posts
            for post in await posts.claim_due(room, each=share.in_a_channel, full=self._full(share), only=share.only):
                self._start(post, share)

    def _full(self, share: Share) -> list[str]:
        return [at for (of, at), number in self._under_way.items() if of is share and number >= share.in_a_channel]

    async def recover(self) -> int:
        """Put back the calls that a crash cut off, to be looked for in Slack first where they were begun; how many."""
        cut_off = [p for p in await self._runtime.store.posts.unfinished_sending() if p.id not in self._tasks]
        for post in cut_off:
            perhaps = post.uncertain or post.begun
            then = self._runtime.clock.now() + timedelta(seconds=UNCERTAIN_WAIT_S if perhaps else 0.0)
            await self._runtime.store.posts.retry(
                post.id, then, uncertain=perhaps, form=post.form, why=CUT_OFF, tried=post.attempts
            )
        self._runtime.wake.posts.set()
        return len(cut_off)

    async def _look_for_lost_claims(self) -> None:
        """A server that commits a claim and cannot say so any more leaves posts in the hands of nobody here."""
        now = self._runtime.clock.now()
        if self._looked_at is None or now - self._looked_at >= LOST_CLAIMS_EVERY:
            if self._looked_at is not None and self._runtime.store.leases.shared:
                await self.recover()
            self._looked_at = now

    async def drain(self, timeout_s: float) -> bool:
        """Wait for the calls under way; whether all ended. Those that did not are cut off, and recovered at the next
        start."""
        if not self._tasks:
            return True
        _, late = await asyncio.wait(self._tasks.values(), timeout=timeout_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return not late

    def _start(self, post: Post, share: Share) -> None:
        task = asyncio.create_task(self._sender.send(post), name=f"post {post.id}")
        self._tasks[post.id] = task
        place = share, str(post.channel)
        self._under_way[place] += 1
        task.add_done_callback(lambda ended: self._ended(post.id, ended, place))

    def _ended(self, post_id: PostId, task: asyncio.Task[None], place: tuple[Share, str]) -> None:
        if self._tasks.get(post_id) is task:
            del self._tasks[post_id]
        self._under_way[place] -= 1
        if not self._under_way[place]:
            del self._under_way[place]
        self._runtime.wake.posts.set()
