"""`python -m bot`: the command line."""

from __future__ import annotations

import os

import typer

from bot.cli.lazy import group_of

eval_app = typer.Typer(
    help="Measure on your own data; progress on stderr.",
    no_args_is_help=True,
    cls=group_of(
        {
            "retrieval": "bot.cli.eval_retrieval:retrieval",
            "intents": "bot.cli.eval_intents:intents",
            "follow-ups": "bot.cli.eval_follow_ups:follow_ups",
            "grounding": "bot.cli.eval_trust:grounding",
            "answerable": "bot.cli.eval_trust:answerable",
            "tickets": "bot.cli.eval_tickets:tickets",
            "site": "bot.cli.eval_site:site",
            "replay": "bot.cli.eval_replay:replay_",
            "autonomy": "bot.cli.eval_autonomy:autonomy",
            "learning": "bot.cli.eval_learning:learning_",
        }
    ),
)
app = typer.Typer(
    name="earnest",
    help="Earnest: answers customers in Slack only with what the knowledge base supports.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    cls=group_of(
        {
            "run": "bot.cli.run:run",
            "demo": "bot.cli.demo:demo",
            "ask": "bot.cli.ask:ask",
            "doctor": "bot.cli.doctor:doctor",
            "backup": "bot.cli.backup:backup",
            "restore": "bot.cli.backup:restore",
            "kb": "bot.cli.kb:app",
            "export": "bot.cli.export:export",
            "forget": "bot.cli.forget:forget",
            "import": "bot.cli.import_history:import_history",
            "policy": "bot.cli.policy:app",
            "report": "bot.cli.report:report",
            "plan": "bot.cli.plan:plan",
            "eval": eval_app,
            "bench": "bot.cli.bench:app",
        }
    ),
)


@app.callback()
@eval_app.callback()
def _commands(context: typer.Context) -> None:
    """What we write holds customers' words: it is for the user that runs Earnest alone."""
    before = os.umask(0o077)
    context.call_on_close(lambda: os.umask(before))


if __name__ == "__main__":
    app()
