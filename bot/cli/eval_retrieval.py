"""`eval retrieval`: how well the right articles are found, beside honest baselines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.common import JsonOption, emit, log_to_stderr, run_async
from bot.cli.kb import progress_bar
from bot.evaluation.retrieval.measure import evaluate
from bot.settings import load_settings


def retrieval(
    kb: Path = typer.Option(..., help="A folder of articles, or JSONL of {id, title, content}."),  # noqa: B008
    queries: Path = typer.Option(..., help="JSONL of {id, query or turns, relevant: [ids]}."),  # noqa: B008
    as_json: bool = JsonOption,
) -> None:
    """Measure recall, MRR, nDCG and time of Earnest's search and, in the same run, of BM25, dense search and RRF."""

    async def work() -> dict[str, Any]:
        settings = load_settings()
        log_to_stderr(settings)
        with progress_bar() as on_progress:
            return await evaluate(settings, kb, queries, on_progress)

    result = run_async(work)
    if as_json:
        emit(result)
    else:
        show(result, Console())


def show(result: dict[str, Any], console: Console) -> None:
    """The figures as a table."""
    table = Table("system", *next(iter(result["systems"].values())))
    for name, row in result["systems"].items():
        table.add_row(name, *(f"{value:.1f}" if key.endswith("_ms") else f"{value:.3f}" for key, value in row.items()))
    console.print(table)
    index = result["index"]
    console.print(
        f"{result['queries']} queries; {index['articles']} articles in {index['passages']} passages, "
        f"indexed in {index['seconds']:.1f} s with a peak of {index['peak_mb']:.0f} MB."
    )
