"""Writes down how a call to Slack ended, and sees to what follows from it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.domain import MessageTs
from bot.errors import PermanentError, TransientError
from bot.outbox.intents import TO_CUSTOMERS, PostKind
from bot.outbox.render import said
from bot.outbox.tries import BACKOFF, FIXED_EVERY_S, Memory
from bot.people.directory import CHANNEL_KEY
from bot.platform.slack.refusals import Refusal, refusal
from bot.platform.slack.shapes import Posted
from bot.retry import Backoff
from bot.runtime import Runtime
from bot.store.records import Message, Post, Role

log = logging.getLogger(__name__)
GIVE_UP_AFTER = 5  # tries that ended in an error of ours
INSIST = Backoff((0.5,))

OnEnd = Callable[[Post, str], Awaitable[None]]


async def nothing(*_: object) -> None:
    """What follows where nothing follows."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What follows for others. Each runs before the row is settled and may run again after a crash, so what it writes
    needs a key of its own. `on_cancelled(post, why)`: a guard no longer held, for any kind of post.
    `on_failed(post, code)`: a customer will not get this post; code `unconfirmed` when it may have arrived."""

    on_cancelled: OnEnd = nothing
    on_failed: OnEnd = nothing


class PostRecorder:
    """Holds nothing but the refusals that it has already complained of."""

    def __init__(self, runtime: Runtime, hooks: Hooks) -> None:
        self._runtime = runtime
        self._hooks = hooks
        self._told: set[tuple[str, str]] = set()

    async def record(self, post: Post, posted: Posted | None) -> None:
        """It has happened. Words that a customer read become part of the conversation in the same transaction."""
        runtime = self._runtime

        async def write() -> None:
            text = await said(runtime, post)
            async with runtime.store.begin() as tx:
                channel, ts = (posted.channel, posted.ts) if posted else (None, None)
                if not await runtime.store.posts.sent(post.id, channel, ts, tx):
                    log.info("%s %s was sent although it had been called off meanwhile", post.kind, post.id)
                if posted is not None and text and post.ticket_id is not None:
                    await runtime.store.messages.add(self._as_message(post, posted, text), tx)

        await self._insist(write)
        self._told = {told for told in self._told if told[0] != post.lane}
        if posted is not None and runtime.directory.learn_channel(post.channel, posted.channel):
            await self._insist(lambda: runtime.store.meta.set(CHANNEL_KEY + post.channel, posted.channel))

    def _as_message(self, post: Post, posted: Posted, text: str) -> Message:
        assert post.ticket_id is not None
        return Message(
            channel=posted.channel,
            ts=posted.ts,
            ticket_id=post.ticket_id,
            author=self._runtime.directory.identity.user_id,
            role=Role.EARNEST,
            text=text,
            said_at=_said_at(posted.ts, self._runtime.clock.now()),
        )

    async def again(self, post: Post, memory: Memory, seconds: float) -> None:
        """It did not happen, or may not have: the next try is in so many seconds."""
        then = self._runtime.clock.now() + timedelta(seconds=seconds)
        log.debug("%s %s is tried again in %.1f s: %s", post.kind, post.id, seconds, memory)
        await self._insist(lambda: self._runtime.store.posts.retry(post.id, then, str(memory)))

    async def cancel(self, post: Post, why: str) -> None:
        """It shall not happen."""
        await self._insist(lambda: self._runtime.store.posts.cancel(post.id, why))

    async def fail(self, post: Post, code: str) -> None:
        """It will never happen; those who can help are told first."""
        if post.kind in TO_CUSTOMERS:
            await self._hooks.on_failed(post, code)
        await self._insist(lambda: self._runtime.store.posts.failed(post.id, code))

    async def refused(self, post: Post, memory: Memory, error: PermanentError) -> None:
        """Slack will not have it as things are. What only a person can fix is waited for, if it must not be lost."""
        kind = refusal(error)
        outside = kind in (Refusal.SIGN_IN, Refusal.CHANNEL)
        waits = kind is Refusal.SIGN_IN or post.kind == PostKind.CARD
        if waits or (outside and post.kind == PostKind.CARD_UPDATE):
            self._tell_how_to_fix(post, kind, error)
            return await self.again(post, replace(memory, why=str(error)), FIXED_EVERY_S)
        level = logging.INFO if post.kind == PostKind.CARD_UPDATE else logging.WARNING
        log.log(level, "%s %s was refused for good: %s", post.kind, post.id, error)
        return await self.fail(post, error.code or "refused")

    def _tell_how_to_fix(self, post: Post, kind: Refusal, error: PermanentError) -> None:
        if (post.lane, error.code) in self._told:
            return
        self._told.add((post.lane, error.code))
        fix = {
            Refusal.SIGN_IN: "check SLACK_BOT_TOKEN and the app's scopes, then reinstall the app",
            Refusal.CHANNEL: f"invite Earnest to {post.channel}, or correct desk.channel in the policy",
        }.get(kind, "run `python -m bot doctor`")
        log.error("%s; %s. The post waits and is tried every %.0f s", error, fix, FIXED_EVERY_S)

    async def unexpected(self, post: Post, error: Exception) -> None:
        """A fault of ours, or of a hook. The text of a foreign error may quote a customer, so only its type is told."""
        log.error("%s %s met an unexpected %s", post.kind, post.id, type(error).__name__)
        log.debug("post %s", post.id, exc_info=error)
        try:
            if post.attempts >= GIVE_UP_AFTER and post.kind != PostKind.CARD:
                return await self.fail(post, "internal")
        except Exception as again:
            log.error("what follows from the loss of %s could not be written: %s", post.id, type(again).__name__)
        memory = replace(Memory.of(post.error), uncertain=True, why=f"unexpected {type(error).__name__}")
        return await self.again(post, memory, BACKOFF.delay_s(post.attempts))

    async def _insist(self, write: Callable[[], Awaitable[object]]) -> None:
        """Write down how a call ended, however long the database is away: the lane is blocked until it is."""
        while True:
            try:
                await write()
                return
            except TransientError as error:
                log.warning("%s; the end of a call to Slack waits to be written down", error)
                await asyncio.sleep(INSIST.delay_s(1, error.retry_after_s))
            except PermanentError as error:
                log.error("%s; the end of a call cannot be written down and is found out at the next start", error)
                return


def _said_at(ts: MessageTs, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(float(ts), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return now
