"""`python -m bot import`: past conversations become tickets that `eval tickets` plays."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from bot.cli.common import JsonOption, emit, told
from bot.evaluation.tickets.history import read_history


def import_history(
    file: Path = typer.Argument(..., help="A Slack export (.zip), a Zendesk export or JSONL of {id, turns}."),  # noqa: B008
    out: Path = typer.Option(Path("imported-tickets.jsonl"), help="Where the tickets go."),  # noqa: B008
    staff: str = typer.Option("", help="Slack user ids of your staff, comma-separated."),
    as_json: bool = JsonOption,
) -> None:
    """Turn past conversations into tickets, with mail addresses, names, numbers and secrets replaced."""
    with told():
        tickets = read_history(file, [name.strip() for name in staff.split(",") if name.strip()])
        out.write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in tickets), encoding="utf-8")
    if as_json:
        emit({"tickets": len(tickets), "file": str(out)})
    else:
        typer.echo(f"{len(tickets)} tickets in {out}; play them with: python -m bot eval tickets --tickets {out}")
