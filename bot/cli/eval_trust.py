"""`eval grounding` and `eval answerable`: what keeps an unsupported answer from being posted, in figures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.common import JsonOption, configured, emit, run_async
from bot.cli.kb import progress_bar
from bot.domain.ports import Embedder, Progress, SecondOpinion
from bot.evaluation.answerable import evaluate_answerable
from bot.evaluation.grounding import evaluate_grounding
from bot.platform.embedding.embedder import open_embedder
from bot.platform.entailment import open_entailment
from bot.platform.reader import open_reader
from bot.settings import Settings

Measure = Callable[[Embedder, Progress], Awaitable[dict[str, Any]]]


def grounding(
    data: Path = typer.Option(..., help="JSONL of {question, passages: [{id, text}], answer, supported}."),  # noqa: B008
    second_opinion: bool = typer.Option(
        False, "--second-opinion", help="Let the small model at ANTHROPIC_BASE_URL judge what the check is not sure of."
    ),
    as_json: bool = JsonOption,
) -> None:
    """Measure the grounding check on answers that people rated, beside the share of words found in the passages."""

    async def work() -> dict[str, Any]:
        settings, policy = configured()
        threshold = policy.thresholds.grounding
        async with AsyncExitStack() as stack:
            entailment = open_entailment()
            stack.callback(entailment.close)
            judge: SecondOpinion | None = None
            if second_opinion:
                from bot.claude import open_claude  # its client takes longer to load than all the rest

                judge = (await stack.enter_async_context(open_claude(settings, policy))).second_opinion
            with progress_bar() as tell:
                return await evaluate_grounding(data, entailment, threshold, tell, judge)

    _told("grounding", run_async(work), as_json)


def answerable(
    data: Path = typer.Option(  # noqa: B008
        ..., help="JSONL of {question, history: [{role, text}], passages: [{id, text}], answerable}."
    ),
    as_json: bool = JsonOption,
) -> None:
    """Measure whether the extractive engine knows which questions the passages answer, beside plain similarity."""

    async def work() -> dict[str, Any]:
        settings, _ = configured()
        reader = open_reader()
        try:
            return await _measured(settings, lambda e, tell: evaluate_answerable(data, e, reader, tell))
        finally:
            reader.close()

    _told("answerable", run_async(work), as_json)


async def _measured(settings: Settings, measure: Measure) -> dict[str, Any]:
    """Run a measurement with an embedder of its own and a progress bar on stderr."""
    embedder = open_embedder(settings.embedding_model, settings.data_dir)
    try:
        with progress_bar() as on_progress:
            return await measure(embedder, on_progress)
    finally:
        embedder.close()


def _told(name: str, figures: dict[str, Any], as_json: bool) -> None:
    if as_json:
        emit(figures)
        return
    table = Table("figure", name)
    for key, value in figures.items():
        table.add_row(key, "–" if value is None else str(value))
    Console().print(table)
