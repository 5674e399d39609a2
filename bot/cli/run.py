"""`run`: the bot itself, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING

from bot.cli.common import configured, run_bot
from bot.platform.locks import data_dir_lock
from bot.policy import Policy
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.operations.operations import Operations

log = logging.getLogger(__name__)


def run() -> None:
    """Connect to Slack and work until SIGTERM or Ctrl-C; running steps are finished first."""

    async def work() -> None:
        settings, policy = configured()
        with data_dir_lock(settings.data_dir):
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
            await stop.wait()
            log.info("stopping: running steps are finished first")
        finally:
            operations.watch.end()
