"""`python -m bot report`: what happened in the last days, beside the days before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import typer

from bot.cli.common import JsonOption, configured, run_async, told
from bot.domain.figures import Breakdown, Figures, Report
from bot.errors import ConfigError
from bot.evaluation.report_page import report_page
from bot.knowledge.article_text import IndexedTexts
from bot.knowledge.sync_job import index_folder
from bot.learn.reports import Reports
from bot.platform.clock import SystemClock
from bot.platform.embedding.embedder import open_embedder
from bot.store import Store
from bot.texts.columns import BREAKDOWNS, COLUMNS
from bot.texts.figures import DEFINITIONS, line
from bot.texts.report import SPANS, USUAL_SPAN
from bot.texts.units import UNKNOWN, Definition, number


def _days(span: str) -> int:
    if span not in SPANS:
        raise typer.BadParameter(f"{span!r} is not one of {', '.join(SPANS)}.")
    return SPANS[span]


def report(
    days: int = typer.Argument(USUAL_SPAN, parser=_days, metavar="|".join(SPANS), help="How far back."),
    as_json: bool = JsonOption,
    html: bool = typer.Option(False, "--html", help="One page with charts that needs nothing from anywhere."),
    output: Path = typer.Option(None, "--output", "-o", help="Write to this file instead of stdout."),  # noqa: B008
) -> None:
    """Figures of the last days beside those of the days before, each with its definition."""
    if html and as_json:
        typer.echo("earnest: give --html or --json, not both", err=True)
        raise typer.Exit(2)
    found = run_async(lambda: _counted(days))
    if html:
        text = report_page(found)
    else:
        text = json.dumps(as_data(found), ensure_ascii=False) if as_json else "\n".join(_lines(found))
    if output is None:
        typer.echo(text)
        return
    with told():
        _write(output, text)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"--output {path}: cannot be written ({error.strerror}); name a file in a folder") from None


def _lines(found: Report) -> Iterator[str]:
    for name, value in found.now.values.items():
        yield line(name, value, found.before.values[name])
    for split in Breakdown:
        yield from _table_lines(split, found.now)


def as_data(found: Report) -> dict[str, Any]:
    """The report as JSON: times in UTC; each figure with value, the value before (null: nothing to measure), unit and
    definition; each breakdown with the definitions of its columns and its rows, now and before ("" is unknown)."""
    counted = {
        name.value: {"value": value, "before": found.before.values[name], **_defined(DEFINITIONS[name])}
        for name, value in found.now.values.items()
    }
    return {
        "start": found.window.start.isoformat(),
        "end": found.window.end.isoformat(),
        "figures": counted,
        **{name.value: _table(name, found) for name in Breakdown},
        "days": [{"day": day, "by_tier": list(tiers)} for day, tiers in found.days],
    }


def _table(name: Breakdown, found: Report) -> dict[str, Any]:
    now, before = found.now.tables[name], found.before.tables[name]
    columns = {column: None for rows in (now, before) for row in rows.values() for column in row}
    return {
        "definition": BREAKDOWNS[name].meaning,
        "columns": {column.value: _defined(COLUMNS[column]) for column in columns},
        "now": now,
        "before": before,
    }


def _defined(what: Definition) -> dict[str, str]:
    return {"label": what.label, "unit": what.unit, "definition": what.meaning}


def _table_lines(name: Breakdown, found: Figures) -> Iterator[str]:
    yield f"\n{BREAKDOWNS[name].label}. {BREAKDOWNS[name].meaning}"
    for row, values in found.tables[name].items():
        cells = (
            f"{COLUMNS[column].label.lower()} {number(value, COLUMNS[column].unit)}"
            for column, value in values.items()
            if value is not None
        )
        yield f"  {row or UNKNOWN}: {', '.join(cells)}"


async def _counted(days: int) -> Report:
    settings, policy = configured()
    clock = SystemClock()
    store = await Store.open(settings.store_url, clock, lambda: "")
    try:
        with closing(open_embedder(settings.embedding_model, settings.data_dir)) as embedder:
            dates = IndexedTexts(index_folder(settings.data_dir)).review_dates
            return await Reports(store, policy, embedder, dates).of(days, clock.now())
    finally:
        await store.close()
