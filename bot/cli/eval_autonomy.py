"""`python -m bot eval autonomy --simulate`: what the rule of trust does to intents whose accuracy is known."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.common import JsonOption, emit
from bot.cli.kb import progress_bar
from bot.evaluation.autonomy import simulate

_BARS = {
    "below_target_trusted_share": 0.05,
    "ever_trusted_at_target": 0.055,
    "audits_to_trust_p50": 75,
    "audits_to_demote_p50": 40,
    "false_demotions_per_1000": 1,
}


def autonomy(
    simulated: bool = typer.Option(..., "--simulate", help="Play 10,000 made-up intents of known accuracy."),
    seed: int = typer.Option(1, "--seed", help="Another history."),
    as_json: bool = JsonOption,
) -> None:
    """Simulate how trust is earned and lost; exit 1 when a figure is above its bar."""
    if not simulated:
        raise typer.BadParameter("only --simulate is there: /earnest autonomy shows your own intents")
    with progress_bar() as tell:
        found = simulate(seed, tell)
    above = [name for name, most in _BARS.items() if found[name] is None or found[name] > most]
    if as_json:
        emit(found)
    else:
        table = Table("figure", "found", "at most")
        for name, most in _BARS.items():
            table.add_row(name, str(found[name]), str(most))
        Console().print(table)
    raise typer.Exit(1 if above else 0)
