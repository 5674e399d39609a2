"""`python -m bot eval replay`: past conversations as Earnest would have taken them, beside what people answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from bot.cli.ask import ensure_index
from bot.cli.common import JsonOption, configured, emit, run_async, told
from bot.cli.eval_tickets import write_page
from bot.cli.import_history import told_of
from bot.cli.kb import progress_bar
from bot.evaluation.all_earned import AllEarned
from bot.evaluation.history.read import read_history
from bot.evaluation.replay import Fate, figures, moments, replay
from bot.evaluation.replay_page import replay_page
from bot.pipeline import open_pipeline
from bot.platform.clock import SystemClock

_SHOWN = 10


def replay_(
    file: Path = typer.Argument(..., help="Past conversations: what `import` reads, or what it wrote."),  # noqa: B008
    staff: str = typer.Option("", help="Slack user ids of your staff, comma-separated, for a Slack export."),
    html: Path | None = typer.Option(None, "--html", help="Write every case to this page."),  # noqa: B008
    as_json: bool = JsonOption,
) -> None:
    """Play past conversations through the whole pipeline, the most doubtful case first; nothing is posted."""
    names = [name.strip() for name in staff.split(",") if name.strip()]
    found = run_async(lambda: _played(file, names))
    if html is not None:
        with told():
            write_page(html, replay_page(found, file.name))
    if as_json:
        emit(found)
        return
    for case in found["cases"][:_SHOWN]:
        typer.echo(f"{case['doubt']:.2f}  {case['fate']:11}  {case['id']}  {case['question'][:80]!r}")
    counts = ", ".join(f"{found[fate.value]} {fate.value.replace('_', ' ')}" for fate in Fate)
    typer.echo(f"{found['messages']} messages in {found['conversations']} conversations: {counts}.")


async def _played(file: Path, staff: list[str]) -> dict[str, Any]:
    settings, policy = configured()
    rows = told_of(read_history(file, staff)).tickets
    await ensure_index(settings, policy)
    async with open_pipeline(settings, policy, SystemClock(), audits=AllEarned()) as pipeline:
        with progress_bar() as on_progress:
            wanted = moments(rows, tuple(policy.accounts))
            return figures(await replay(pipeline.parts, pipeline.embedder, wanted, on_progress))
