"""`python -m bot eval intents`: accuracy, calibration, coverage and escalation of the classifier on labelled rows."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.common import JsonOption, emit, log_to_stderr, run_async
from bot.cli.kb import progress_bar
from bot.evaluation.intents import Figures, measure, read_lesson, read_rows
from bot.platform.embedding.embedder import open_embedder
from bot.settings import load_settings

_TRAIN = typer.Option(..., "--train", help="JSONL {text, intent}, or a policy file such as support.yml.")
_TEST = typer.Option(..., "--test", help="JSONL {text, intent}; the intent oos is out of scope.")
_SHOTS = typer.Option(None, "--shots", min=1, help="Train on the first N rows of each intent only.")
_ESCALATE = typer.Option("", "--escalate", help="Comma-separated intents that must go to people at once.")
_CONFUSIONS = 8


def intents(
    train: Path = _TRAIN,
    test: Path = _TEST,
    shots: int | None = _SHOTS,
    escalate: str = _ESCALATE,
    as_json: bool = JsonOption,
) -> None:
    """Measure intent classification, without a language model."""
    run_async(lambda: _measure(train, test, shots, escalate, as_json))


async def _measure(train: Path, test: Path, shots: int | None, escalate: str, as_json: bool) -> None:
    settings = load_settings()
    log_to_stderr(settings)
    strict = frozenset(name.strip() for name in escalate.split(",") if name.strip())
    lesson, rows = read_lesson(train, shots, strict), read_rows(test)
    embedder = open_embedder(settings.embedding_model, settings.data_dir)
    try:
        with progress_bar() as on_progress:
            figures = await measure(lesson, rows, embedder, strict, on_progress)
    finally:
        embedder.close()
    if as_json:
        emit(figures.as_dict())
    else:
        _print(figures)


def _print(figures: Figures) -> None:
    table = Table(show_header=False, box=None)
    for name, value in figures.as_dict().items():
        if name != "confusion":
            table.add_row(name, "-" if value is None else str(value))
    mixed = [
        (count, true, said) for true, row in figures.confusion.items() for said, count in row.items() if said != true
    ]
    for count, true, said in sorted(mixed, reverse=True)[:_CONFUSIONS]:
        table.add_row(f"{count} x {true}", f"taken for {said or 'nothing'}")
    Console().print(table)
