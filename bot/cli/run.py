"""`run`: the bot itself, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING

from bot.cli.common import configured, run_bot
from bot.errors import EarnestError, PermanentError
from bot.platform.locks import data_dir_lock
from bot.policy import Policy
from bot.settings import Settings
from bot.texts.refusals import signed_out

if TYPE_CHECKING:
    from bot.operations.operations import Operations
    from bot.platform.slack.signed_out import SignedOut
    from bot.runtime import Runtime

log = logging.getLogger(__name__)


def run() -> None:
    """Connect to Slack and work until SIGTERM or Ctrl-C; running steps are finished first."""

    async def work() -> None:
        settings, policy = configured()
        with data_dir_lock(settings.data_dir, shared=settings.on_postgres):
            # With this comes all that the bot is made of, over a second, which a wrong policy need not wait for.
            from bot.cli.ask import ensure_index
            from bot.operations.operations import operated

            async with operated(settings) as operations:
                await ensure_index(settings, policy)
                await _until_told(settings, policy, operations)

    run_bot(work)


async def _until_told(settings: Settings, policy: Policy, operations: Operations) -> None:
    stop, started = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    serving = asyncio.create_task(_serve(settings, policy, operations, started, stop))
    told = asyncio.create_task(stop.wait())
    await asyncio.wait((serving, told), return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not started.is_set() and not serving.done():
        serving.cancel()  # there is no work yet to be finished
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _serve(
    settings: Settings, policy: Policy, operations: Operations, started: asyncio.Event, stop: asyncio.Event
) -> None:
    from bot.app import open_earnest

    async with open_earnest(settings, policy, tell=operations.tell) as earnest:
        operations.watch.begin(earnest.watched)
        try:
            await earnest.start()
            started.set()
            log.info("Earnest is connected and listens")
            operations.tell.also(earnest.signed_out.hear)
            refused = await _refused_before(stop, earnest.signed_out)
            log.info("stopping: running steps are finished first")
        finally:
            operations.watch.end()
        if refused is not None:
            raise PermanentError(signed_out(refused, await _waiting(earnest.runtime)), code=refused.code)


async def _refused_before(stop: asyncio.Event, signed_out: SignedOut) -> PermanentError | None:
    """Wait until somebody wants the bot to stop, or Slack will not have it any more; what Slack said then."""
    told, refused = asyncio.create_task(stop.wait()), asyncio.create_task(signed_out.wait())
    await asyncio.wait((told, refused), return_when=asyncio.FIRST_COMPLETED)
    error = refused.result() if refused.done() else None
    for task in (told, refused):
        task.cancel()
    await asyncio.gather(told, refused, return_exceptions=True)
    return error


async def _waiting(runtime: Runtime) -> int:
    """How many messages are to go out; 0 where the tables do not tell."""
    from bot.store.queues import queues

    try:
        return (await queues(runtime.store.database, runtime.clock.now()))["posts"].waiting
    except EarnestError:
        return 0
