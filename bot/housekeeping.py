"""What is looked after every few seconds while the bot runs, and what nothing else would tell of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.domain.telemetry import Where
from bot.errors import EarnestError
from bot.knowledge.search import HybridIndex
from bot.platform.durable.workflows import Durable
from bot.platform.failures import report
from bot.review.audit_head import tell_audit_head
from bot.review.held_sources import tell_of_held
from bot.review.unresolved import tell_of_unresolved
from bot.runtime import Runtime
from bot.shared_index import SharedIndex

log = logging.getLogger(__name__)
REFRESH_EVERY_S = 15.0
LOOK_EVERY_ROUNDS = 4
FORGET_EVERY_ROUNDS = 240
KEEP_ENDED_WORK = timedelta(days=7)


class Housekeeping:
    """One per app, from its start to its stop."""

    def __init__(
        self,
        runtime: Runtime,
        index: HybridIndex,
        durable: Durable,
        look_at_articles: Callable[[], Awaitable[None]],
        held: Callable[[], Awaitable[Mapping[str, str]]],
        shared: SharedIndex | None = None,
    ) -> None:
        self._runtime = runtime
        self._held = held
        self._index = index
        self._durable = durable
        self._look_at_articles = look_at_articles
        self._shared = shared
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin in the background."""
        self._task = asyncio.create_task(self._keep_house(), name="housekeeping")

    async def stop(self) -> None:
        """End at once."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep_house(self) -> None:
        """Follow newer builds of the index; forget how long-ended work went, which would grow for ever."""
        rounds = 0
        while True:
            try:
                await self._round(rounds)
            except Exception as error:  # the next round tries again
                report(Where.HOUSEKEEPING, "housekeeping", error, self._runtime.tell)
            await asyncio.sleep(REFRESH_EVERY_S)
            rounds += 1

    async def _round(self, rounds: int) -> None:
        if rounds % FORGET_EVERY_ROUNDS == 0:
            await self._forget_ended_work()
        await self._meet_the_others()
        if rounds == 0:
            return
        await self._look_for_channels(rounds)
        await self._tell_audit_head()
        await self._tell_of_held()
        try:
            if await self._index.refresh():
                log.info("switched to a newer build of the knowledge index")
            await self._look_at_articles()
        except EarnestError as error:
            log.debug("no index to switch to: %s", error)

    async def _forget_ended_work(self) -> None:
        try:
            await self._durable.forget(KEEP_ENDED_WORK)
        except Exception:  # DBOS names no base class of its own; the next hour tries again
            log.warning("old records of ended work could not be deleted; trying again in an hour", exc_info=True)

    async def _meet_the_others(self) -> None:
        """A build that was made elsewhere is fetched; the look at the index finds it here."""
        if self._shared is None:
            return
        try:
            await self._shared.meet()
        except EarnestError as error:
            log.warning("the published knowledge index could not be looked at: %s", error)

    async def _tell_audit_head(self) -> None:
        try:
            await tell_audit_head(self._runtime)
        except EarnestError as error:
            log.debug("the audit log's head could not be told: %s", error)

    async def _tell_of_held(self) -> None:
        try:
            await tell_of_held(self._runtime, await self._held())
        except EarnestError as error:
            log.debug("held sources could not be told: %s", error)

    async def _look_for_channels(self, rounds: int) -> None:
        """What the policy names and Slack did not show is looked for again, since nothing tells of it otherwise."""
        if rounds % LOOK_EVERY_ROUNDS or not self._runtime.directory.channels.unresolved:
            return
        try:
            await self._runtime.directory.resolve_channels(self._runtime.store.meta)
            await tell_of_unresolved(self._runtime)
        except EarnestError as error:
            log.debug("channels could not be looked for: %s", error)
