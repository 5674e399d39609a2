"""`python -m bot eval site`: what the product drafts, posts and leaves alone on a site that it was not fitted on."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.common import JsonOption, configured, emit, run_async
from bot.cli.kb import progress_bar
from bot.evaluation.site.data import read_asked, read_site
from bot.evaluation.site.play import figures, play_site
from bot.platform.clock import SystemClock

_KB = typer.Option(..., help="A folder of articles, or JSONL of {id, title, content} or {id, title, units}.")
_QUESTIONS = typer.Option(..., help="JSONL of {article, question, answerable, answer: [numbers or sentences]}.")


def site(kb: Path = _KB, questions: Path = _QUESTIONS, as_json: bool = JsonOption) -> None:
    """Ask a site's questions over an index of its own, built in a temporary folder; nothing is posted.

    Every question counts as one calm request of a trusted intent: what is measured is search, engine, check, route."""
    found = run_async(lambda: _measured(kb, questions))
    if as_json:
        emit(found)
        return
    table = Table("figure", kb.name)
    for name, value in found.items():
        table.add_row(name, "–" if value is None else str(value))
    Console().print(table)


async def _measured(kb: Path, questions: Path) -> dict[str, Any]:
    settings, policy = configured()
    clock = SystemClock()
    site = read_site(kb, clock.now().date())
    asked = read_asked(questions, site)
    with tempfile.TemporaryDirectory(prefix="earnest-site-") as folder, progress_bar() as on_progress:
        own = settings.model_copy(update={"data_dir": Path(folder), "qdrant_url": None, "database_url": None})
        return figures(await play_site(own, policy, clock, site, asked, on_progress))
