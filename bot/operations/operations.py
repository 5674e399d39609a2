"""Puts together what watches one process, by its settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.domain.telemetry import Tell
from bot.operations import event_log
from bot.operations.metrics import Metrics
from bot.operations.server import served
from bot.operations.telling import Telling
from bot.operations.watch import Watch
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Operations:
    """Hand `tell` to the bot, and the bot to `watch`."""

    watch: Watch
    tell: Tell


@asynccontextmanager
async def operated(settings: Settings) -> AsyncIterator[Operations]:
    """Open before the bot and close after it. Raises ConfigError."""
    watch, metrics = Watch(), Metrics()
    hearers: list[Tell] = [metrics.hear]
    if settings.log_format == "json":
        hearers.append(event_log.write)
    async with served(settings, watch, metrics):
        yield Operations(watch, Telling(hearers))
