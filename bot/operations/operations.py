"""Puts together what watches one process, by its settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.domain.telemetry import Tell
from bot.errors import ConfigError
from bot.operations import event_log
from bot.operations.listeners import Telling
from bot.operations.metrics import Metrics
from bot.operations.server import served
from bot.operations.traces.spans import Exporter, Traces
from bot.operations.watch import Watch
from bot.platform.clock import SystemClock
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Operations:
    """Hand `tell` to the bot, and the bot to `watch`."""

    watch: Watch
    tell: Telling


@asynccontextmanager
async def operated(settings: Settings) -> AsyncIterator[Operations]:
    """Open before the bot and close after it. Raises ConfigError."""
    watch, metrics = Watch(), Metrics()
    hearers: list[Tell] = [metrics.hear]
    if settings.log_format == "json":
        hearers.append(event_log.write)
    async with AsyncExitStack() as stack:
        if settings.otel_exporter_otlp_endpoint:
            hearers.append(Traces(await stack.enter_async_context(_otlp(settings)), SystemClock()))
        await stack.enter_async_context(served(settings, watch, metrics))
        yield Operations(watch, Telling(hearers))


def _otlp(settings: Settings) -> AbstractAsyncContextManager[Exporter]:
    try:
        from bot.operations.traces.otlp import opened  # an extra, which only its users install
    except ImportError:
        raise ConfigError("OTEL_EXPORTER_OTLP_ENDPOINT needs OpenTelemetry: pip install 'earnest[traces]'") from None
    return opened(settings)
