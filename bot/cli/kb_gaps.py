"""`python -m bot kb gaps`: what customers ask and the articles do not answer."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import typer

from bot.cli.ask import records_of
from bot.cli.common import JsonOption, configured, emit, run_async
from bot.language.gaps import Gap, gaps
from bot.platform.clock import SystemClock
from bot.platform.embedding.embedder import open_embedder
from bot.texts import gaps as words


def gaps_(
    days: int = typer.Option(90, min=1, help="Look at the questions of so many days."),
    least: int = typer.Option(2, min=1, help="Least questions that make a gap."),
    as_json: bool = JsonOption,
) -> None:
    """List groups of questions that people had to answer, what most customers ask first; also while the bot runs."""

    async def work() -> tuple[int, list[Gap]]:
        settings, _ = configured()
        clock = SystemClock()
        async with records_of(settings, clock) as store:
            found = await store.unanswered.since(clock.now() - timedelta(days=days)) if store else []
        embedder = open_embedder(settings.embedding_model, settings.data_dir)
        try:
            vectors = await embedder.embed([one.text for one in found])
            return len(found), gaps(found, vectors, least)
        finally:
            embedder.close()

    questions, ranked = run_async(work)
    if as_json:
        emit({"unanswered": questions, "gaps": [asdict(gap) for gap in ranked]})
        return
    for gap in ranked:
        typer.echo(words.line(gap.name, gap.questions, gap.accounts))
        for example in gap.examples:
            typer.echo(f"    {' '.join(example.text.split())[:140]}")
    typer.echo(words.total(questions, sum(gap.questions for gap in ranked), len(ranked)))
