"""`python -m bot`: the command line."""

from __future__ import annotations

import typer

from bot.cli.ask import ask
from bot.cli.backup import backup
from bot.cli.bench import app as bench_app
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.eval_intents import intents
from bot.cli.eval_retrieval import retrieval
from bot.cli.eval_tickets import tickets
from bot.cli.eval_trust import answerable, grounding
from bot.cli.kb import app as kb_app
from bot.cli.run import run

app = typer.Typer(
    name="earnest",
    help="Earnest: answers customers in Slack only with what the knowledge base supports.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
eval_app = typer.Typer(help="Measure on your own data; progress on stderr.", no_args_is_help=True)
for command in (run, demo, ask, doctor, backup):
    app.command()(command)
for measure in (retrieval, intents, grounding, answerable, tickets):
    eval_app.command()(measure)
app.add_typer(kb_app, name="kb")
app.add_typer(eval_app, name="eval")
app.add_typer(bench_app, name="bench")

if __name__ == "__main__":
    app()
