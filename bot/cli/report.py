"""`python -m bot report`: what happened in the last days, beside the days before."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

import typer

from bot.cli.common import JsonOption, emit, log_to_stderr, run_async
from bot.learn.figures import Figures, Window, figures
from bot.platform.clock import SystemClock
from bot.settings import load_settings
from bot.store import Store
from bot.store.ticket_facts import ticket_facts
from bot.texts.figures import DEFINITIONS, NOT_MEASURED, line, not_measured


class Span(StrEnum):
    """How far back a report looks."""

    WEEK = "7d"
    MONTH = "30d"


def report(
    span: Span = typer.Argument(Span.WEEK, help="The last 7 or 30 days."),  # noqa: B008
    as_json: bool = JsonOption,
) -> None:
    """Figures of the last days beside those of the days before, each with its definition."""
    window, now, before = run_async(lambda: _counted(timedelta(days=int(span.removesuffix("d")))))
    if as_json:
        emit(as_data(window, now, before))
        return
    for name, value in now.values.items():
        typer.echo(line(name, value, before.values[name]))
    for missing in NOT_MEASURED:
        typer.echo(not_measured(missing))


def as_data(window: Window, now: Figures, before: Figures) -> dict[str, Any]:
    """The report as JSON: times in UTC, each figure with value, the value before (null: nothing to measure), unit and
    definition; requests by intent and by account ("" is unknown)."""
    counted = {
        name.value: {"value": value, "before": before.values[name], "unit": unit, "definition": meaning}
        for name, value in now.values.items()
        for unit, meaning in [DEFINITIONS[name]]
    }
    return {
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
        "figures": counted,
        "intents": {"now": now.intents, "before": before.intents},
        "accounts": {"now": now.accounts, "before": before.accounts},
        "not_measured": NOT_MEASURED,
    }


async def _counted(length: timedelta) -> tuple[Window, Figures, Figures]:
    settings = load_settings()
    log_to_stderr(settings.log_level)
    clock = SystemClock()
    end = clock.now()
    window = Window(end - length, end)
    store = await Store.open(settings.store_url, clock, lambda: "")
    try:
        rows = await ticket_facts(store.database, window.end)
    finally:
        await store.close()
    return window, figures(rows, window), figures(rows, window.before())
