"""`run`: the bot itself, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal

from bot.adapters.lockfile import data_dir_lock
from bot.app import open_earnest
from bot.cli.ask import ensure_index
from bot.cli.common import configured, run_async

log = logging.getLogger(__name__)


def run() -> None:
    """Connect to Slack and work until SIGTERM or Ctrl-C; running steps are finished first."""

    async def work() -> None:
        settings, policy = configured()
        with data_dir_lock(settings.data_dir):
            await ensure_index(settings, policy)
            stop = asyncio.Event()
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stop.set)
            async with open_earnest(settings, policy) as earnest:
                await earnest.start()
                log.info("Earnest is connected and listens")
                await stop.wait()
                log.info("stopping: running steps are finished first")

    run_async(work)
