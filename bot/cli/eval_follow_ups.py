"""`eval follow-ups`: how well Earnest hears that an answer did not help, and that a question is asked again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from bot.classify.follow_ups.follow_up import FollowUps
from bot.cli.common import JsonOption, emit, run_async
from bot.domain import NO_CONTEXT, CallContext, Classification
from bot.evaluation.follow_ups import measure_follow_ups
from bot.language.sentence_vectors import SentenceVectors
from bot.platform.embedding.embedder import open_embedder
from bot.settings import load_settings

_DATA = typer.Option(
    ...,
    "--data",
    help="Folder of dissent*.jsonl {text, dissent, held} and again*.jsonl {first, second, same, held}.",
)


class _NoIntents:
    """These figures ask for no intent."""

    async def classify(self, text: str, history: object = (), context: CallContext = NO_CONTEXT) -> Classification:
        return Classification(())


def follow_ups(data: Path = _DATA, as_json: bool = JsonOption) -> None:
    """Measure dissent and the same question in other words, on phrasings tuned on and on others never tuned on."""

    async def work() -> dict[str, Any]:
        settings = load_settings()
        embedder = open_embedder(settings.embedding_model, settings.data_dir)
        try:
            return await measure_follow_ups(FollowUps(SentenceVectors(embedder), _NoIntents()), data)
        finally:
            embedder.close()

    figures = run_async(work)
    if as_json:
        emit(figures)
        return
    table = Table("phrasings of", "count", "precision", "recall", "false alarms", "missed")
    for name, found in figures.items():
        table.add_row(name, *("–" if value is None else str(value) for value in found.values()))
    Console().print(table)
