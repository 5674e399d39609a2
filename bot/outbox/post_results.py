"""Writes down how a call to Slack ended, and sees to what follows from it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.domain import MessageTs, UserId
from bot.domain.telemetry import Where
from bot.errors import PermanentError, TransientError
from bot.language.holding import only_holds
from bot.outbox.card_place import refresh_card
from bot.outbox.desk_alert import desk_refused, desk_works
from bot.outbox.last_look import Look, unseen
from bot.outbox.post_intents import ANSWERS, TO_CUSTOMERS, PostKind, again, removal
from bot.outbox.post_retries import FIXED_EVERY_S, RetryState
from bot.outbox.post_telemetry import ended
from bot.outbox.render import said
from bot.people.channel_book import ALIAS_KEY
from bot.platform.failures import report
from bot.platform.slack.facts import Posted
from bot.platform.slack.refusals import Refusal, refusal
from bot.retry import POSTS, Backoff
from bot.runtime import Runtime
from bot.store.records import Message, Post, Role
from bot.store.tx import Tx
from bot.texts import refusals

log = logging.getLogger(__name__)
GIVE_UP_AFTER = 5  # tries that ended in an error of ours
INSIST = Backoff((0.5,))
SHOWN_AFTER = 3  # tries after which a card says what its answer waits for
MISPLACED = "misplaced"
_WAIT_FOR_THE_DESK = frozenset(
    {PostKind.CARD_UPDATE, PostKind.ARTICLE_CARD, PostKind.ARTICLE_UPDATE, PostKind.GAP_CARD, PostKind.GAP_UPDATE}
    | {PostKind.CANARY, PostKind.CANARY_UPDATE, PostKind.DIGEST}
)

OnEnd = Callable[[Post, str], Awaitable[None]]


async def nothing(*_: object) -> None:
    """The default hook: does nothing."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What other rooms do about a result. Each runs before the row is settled and may run again after a crash, so what
    it writes needs a key of its own. `on_cancelled(post, why)`: a guard no longer held, for any kind of post.
    `on_failed(post, code)`: a customer will not get this post; code `unconfirmed` when it may have arrived, `misplaced`
    when it stood outside its thread. `look(post, ticket)`: what stands in its thread now."""

    on_cancelled: OnEnd = nothing
    on_failed: OnEnd = nothing
    look: Look = unseen


class PostRecorder:
    """Writes results into the posts table. In memory only: which refusals were logged already."""

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
                if post.kind in ANSWERS:
                    await self._show_on_card(post, f"sent:{post.id}", tx)

        await self._insist(write)
        self._tell(post, "sent")
        self._told = {told for told in self._told if told[0] != post.channel}
        if post.kind == PostKind.CARD:
            await desk_works(runtime)
        if posted is not None and runtime.directory.learn_channel(post.channel, posted.channel):
            await self._insist(lambda: runtime.store.meta.set(ALIAS_KEY + post.channel, posted.channel))

    def _as_message(self, post: Post, posted: Posted, text: str) -> Message:
        assert post.ticket_id is not None
        by_person = post.kind == PostKind.REPLY
        return Message(
            channel=posted.channel,
            ts=posted.ts,
            ticket_id=post.ticket_id,
            author=UserId(str(post.body["by"])) if by_person else self._runtime.directory.identity.user_id,
            role=Role.STAFF if by_person else Role.EARNEST,
            text=text,
            said_at=_said_at(posted.ts, self._runtime.clock.now()),
            thread_ts=post.thread_ts,
            chatter=by_person and only_holds(text),
        )

    async def _show_on_card(self, post: Post, because: str, tx: Tx) -> None:
        store = self._runtime.store
        row = await store.decisions.get(post.decision_id, tx) if post.decision_id else None
        ticket = await store.tickets.get(post.ticket_id, tx) if post.ticket_id else None
        if row is not None and ticket is not None:
            await refresh_card(self._runtime, ticket, row, because, tx)

    async def misplaced(self, post: Post, posted: Posted) -> None:
        """It stands where it must not: written down together with its removal, so that no crash leaves it there."""
        runtime = self._runtime
        log.warning("%s %s landed outside its thread and is taken away", post.kind, post.id)
        self._tell(post, "failed", MISPLACED)
        await self._hooks.on_failed(post, MISPLACED)

        async def write() -> None:
            async with runtime.store.begin() as tx:
                await runtime.store.posts.misplaced(post.id, posted.channel, posted.ts, MISPLACED, tx)
                await runtime.store.posts.add([removal(post, posted.channel, posted.ts), *again(post)], tx)
                await self._show_on_card(post, f"misplaced:{post.id}", tx)

        await self._insist(write)

    async def again(self, post: Post, memory: RetryState, seconds: float) -> None:
        """It did not happen, or may not have: the next try is in so many seconds."""
        then = self._runtime.clock.now() + timedelta(seconds=seconds)
        log.debug("%s %s is tried again in %.1f s: %s", post.kind, post.id, seconds, memory)
        posts, taught = self._runtime.store.posts, {"form": memory.form.value, "why": memory.why}
        tried = post.attempts
        await self._insist(lambda: posts.retry(post.id, then, uncertain=memory.uncertain, tried=tried, **taught))
        if post.kind in ANSWERS and post.attempts == SHOWN_AFTER:
            await self._insist(lambda: self._shown_waiting(post))

    async def _shown_waiting(self, post: Post) -> None:
        async with self._runtime.store.begin() as tx:
            await self._show_on_card(post, f"waits:{post.id}", tx)

    async def cancel(self, post: Post, why: str) -> None:
        """It shall not happen."""
        await self._insist(lambda: self._runtime.store.posts.cancel(post.id, why))
        self._tell(post, "cancelled")

    async def fail(self, post: Post, code: str) -> None:
        """It will never happen; those who can help are told first."""
        if post.kind in TO_CUSTOMERS:
            await self._hooks.on_failed(post, code)
        await self._insist(lambda: self._runtime.store.posts.failed(post.id, code))
        self._tell(post, "failed", code)

    async def refused(self, post: Post, memory: RetryState, error: PermanentError) -> None:
        """Slack will not have it as things are. What only a person can fix is waited for, if it must not be lost."""
        kind = refusal(error)
        self.told_no(post, error)
        outside = kind in (Refusal.SIGN_IN, Refusal.CHANNEL)
        waits = kind is Refusal.SIGN_IN or post.kind == PostKind.CARD
        if waits or (outside and post.kind in _WAIT_FOR_THE_DESK):
            self._tell_how_to_fix(post, error)
            if post.kind == PostKind.CARD:
                await self._insist(lambda: desk_refused(self._runtime, post, error.code))
            # In full again: it may be something else that is refused then.
            return await self.again(post, RetryState(memory.uncertain, why=str(error)), FIXED_EVERY_S)
        level = logging.INFO if post.kind == PostKind.CARD_UPDATE else logging.WARNING
        log.log(level, "%s %s was refused for good: %s", post.kind, post.id, error)
        return await self.fail(post, error.code or "refused")

    def told_no(self, post: Post, error: PermanentError) -> None:
        """Slack refused it in this form, whatever is done about that."""
        self._tell(post, "refused", error.code)

    def _tell(self, post: Post, outcome: str, code: str = "") -> None:
        self._runtime.tell(ended(post, outcome, self._runtime.clock.now(), code))

    def _tell_how_to_fix(self, post: Post, error: PermanentError) -> None:
        if (post.channel, error.code) in self._told:
            return
        self._told.add((post.channel, error.code))
        what = f"{error}: {refusals.what(error.code)}; {refusals.fix(error.code)}"
        log.error("%s. What goes to %s waits and is tried every %.0f s", what, post.channel, FIXED_EVERY_S)

    async def unexpected(self, post: Post, error: Exception) -> None:
        """A fault of ours, or of a hook."""
        report(Where.POST, f"{post.kind} {post.id}", error, self._runtime.tell)
        try:
            if post.attempts >= GIVE_UP_AFTER and post.kind != PostKind.CARD:
                return await self.fail(post, "internal")
        except Exception as again:
            log.error("what follows from the loss of %s could not be written: %s", post.id, type(again).__name__)
        memory = replace(RetryState.of(post), uncertain=True, why=f"unexpected {type(error).__name__}")
        return await self.again(post, memory, POSTS.delay_s(post.attempts))

    async def _insist(self, write: Callable[[], Awaitable[object]]) -> None:
        """Write down how a call ended, however long the database is away: what comes after it waits."""
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
