"""Makes the calls that wait in the outbox, those of one ordering key in turn, and finds out which a crash cut off."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from bot.outbox.last_look import Look, unseen
from bot.outbox.post_results import Hooks, OnEnd, nothing
from bot.outbox.render import Renderers
from bot.outbox.sending import UNCERTAIN_WAIT_S, Sender
from bot.runtime import Runtime
from bot.store.records import Post

AT_ONCE = 40
AT_ONCE_IN_A_CHANNEL = 6  # they wait for their turn there, and must leave places for all others


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
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_channel: Counter[str] = Counter()

    @property
    def busy(self) -> int:
        """How many calls are under way."""
        return len(self._tasks)

    async def work(self) -> datetime | None:
        """Start what is due, each call in a task of its own; when the next falls due."""
        room = AT_ONCE - len(self._tasks)
        if room <= 0:
            return None  # the next call that ends rings
        posts = self._runtime.store.posts
        claimed = await posts.claim_due(room, each=AT_ONCE_IN_A_CHANNEL, full=self._full())
        for post in claimed:
            self._start(post)
        return self._runtime.clock.now() if len(claimed) == room else await posts.next_due(self._full())

    def _full(self) -> list[str]:
        return [channel for channel, number in self._in_channel.items() if number >= AT_ONCE_IN_A_CHANNEL]

    async def recover(self) -> int:
        """Put back the calls that a crash cut off, to be looked for in Slack before they are made again; how many."""
        cut_off = await self._runtime.store.posts.unfinished_sending()
        then = self._runtime.clock.now() + timedelta(seconds=UNCERTAIN_WAIT_S)
        for post in cut_off:
            why = "cut off by the end of the process"
            await self._runtime.store.posts.retry(post.id, then, uncertain=True, form=post.form, why=why)
        self._runtime.wake.posts.set()
        return len(cut_off)

    async def drain(self, timeout_s: float) -> bool:
        """Wait for the calls under way; whether all ended. Those that did not are cut off, and recovered at the next
        start."""
        if not self._tasks:
            return True
        _, late = await asyncio.wait(self._tasks, timeout=timeout_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return not late

    def _start(self, post: Post) -> None:
        task = asyncio.create_task(self._sender.send(post), name=f"post {post.id}")
        self._tasks.add(task)
        self._in_channel[post.channel] += 1
        task.add_done_callback(lambda ended: self._ended(ended, post.channel))

    def _ended(self, task: asyncio.Task[None], channel: str) -> None:
        self._tasks.discard(task)
        self._in_channel[channel] -= 1
        if not self._in_channel[channel]:
            del self._in_channel[channel]
        self._runtime.wake.posts.set()
