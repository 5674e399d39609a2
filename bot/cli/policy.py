"""`python -m bot policy`: what support.yml lacks."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from bot.classify.cascade import Cascade
from bot.classify.local.classifier import train_classifier
from bot.classify.policy_rules import Rules
from bot.cli.common import JsonOption, configured, emit, run_async
from bot.cli.import_history import told_of
from bot.cli.kb import progress_bar
from bot.evaluation.history.read import read_history
from bot.evaluation.suggest import Suggestion, as_yaml, opening_questions, suggest, uncovered
from bot.platform.embedding.embedder import open_embedder

app = typer.Typer(help="The policy: intents that it lacks.", no_args_is_help=True)


@app.callback()
def _policy() -> None:
    pass  # with one command only, Typer would drop its name


@app.command("suggest")
def suggest_(
    file: Path = typer.Argument(..., help="Past conversations: what `import` reads, or what it wrote."),  # noqa: B008
    staff: str = typer.Option("", help="Slack user ids of your staff, comma-separated, for a Slack export."),
    least: int = typer.Option(3, min=2, help="Least questions that make an intent."),
    examples: int = typer.Option(12, min=1, help="At most so many examples an intent."),
    as_json: bool = JsonOption,
) -> None:
    """Find questions that no intent covers, and print intents for them to paste into support.yml.

    Nothing is changed. Personal details are replaced as `import` does; look through the examples all the same."""

    async def work() -> tuple[int, int, list[Suggestion]]:
        settings, policy = configured()
        history = told_of(read_history(file, [name.strip() for name in staff.split(",") if name.strip()]))
        texts = opening_questions(history.tickets)
        embedder = open_embedder(settings.embedding_model, settings.data_dir)
        try:
            local = await train_classifier(policy, embedder, settings.data_dir)
            classifier = Cascade(Rules(policy.rules, policy.product_words), local, None, policy)
            with progress_bar() as on_progress:
                left = await uncovered(policy, classifier, texts, on_progress)
            return len(texts), len(left), await suggest(policy, left, embedder, least, examples)
        finally:
            embedder.close()

    asked, left, found = run_async(work)
    grouped = sum(one.questions for one in found)
    if as_json:
        figures: dict[str, Any] = {"questions": asked, "uncovered": left, "grouped": grouped}
        emit({**figures, "intents": [asdict(one) for one in found]})
        return
    typer.echo(f"# {asked} questions, {left} of which no intent covers; {grouped} of those are alike, as follows.")
    typer.echo("# Under intents: of support.yml; rename each as you call it, and add its team.")
    typer.echo(as_yaml(found), nl=False)
