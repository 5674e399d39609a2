"""`python -m bot eval learning`: twelve weeks of an invented company's support, with and without the loop."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.common import JsonOption, emit, log_to_stderr, run_async, told
from bot.cli.eval_tickets import write_page
from bot.cli.kb import progress_bar
from bot.evaluation.learning.bars import below
from bot.evaluation.learning.chart import chart
from bot.evaluation.learning.replay import LOOPS, TRUST_ALONE, Plan, learning
from bot.settings import load_settings


def learning_(
    weeks: int = typer.Option(12, "--weeks", min=2, help="How many weeks."),
    a_week: int = typer.Option(220, "--requests", min=10, help="Requests a week."),
    seed: int = typer.Option(1, "--seed", help="Another history."),
    articles: Path = typer.Option(Path("kb_seed"), "--articles", help="The demo company's articles."),  # noqa: B008
    trust_alone: bool = typer.Option(False, "--trust-alone", help="Also with trust, but nobody keeps the articles."),
    svg: Path | None = typer.Option(None, "--chart", help="Write a chart to this SVG file."),  # noqa: B008
    as_json: bool = JsonOption,
) -> None:
    """Replay a history through the product in a folder of its own; exit 1 when a bar is missed, and say which."""
    log_to_stderr(load_settings())
    if not articles.is_dir():
        raise typer.BadParameter(f"{articles} is no folder; name the one with the demo company's articles")
    plan = Plan(weeks, a_week, seed, articles)
    with progress_bar() as tell:
        found = run_async(lambda: learning(plan, tell, {**LOOPS, **(TRUST_ALONE if trust_alone else {})}))
    missed = below(found)
    if svg is not None:
        with told():
            write_page(svg, chart(found))
    if as_json:
        emit({**found, "below": missed})
    else:
        table = Table("week", "resolution", "without", "posted right", "staff minutes", "without")
        for week in range(weeks):
            right = found["posted_accuracy"][week]
            table.add_row(
                str(week + 1),
                f"{found['resolution'][week]:.3f}",
                f"{found['without']['resolution'][week]:.3f}",
                "–" if right is None else f"{right:.3f}",
                f"{found['staff_minutes'][week]:.0f}",
                f"{found['without']['staff_minutes'][week]:.0f}",
            )
        Console().print(table)
    for complaint in missed:
        typer.echo(f"earnest: {complaint}", err=True)
    raise typer.Exit(1 if missed else 0)
