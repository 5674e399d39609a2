"""`python -m bot import`: past conversations become tickets that `eval tickets` plays."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from bot.cli.common import JsonOption, emit, told
from bot.evaluation.history.found import Found
from bot.evaluation.history.read import read_history


def import_history(
    file: Path = typer.Argument(  # noqa: B008
        ..., help="A Slack export (zip or folder) or one channel's JSON, Zendesk's tickets, or JSONL of {id, turns}."
    ),
    out: Path = typer.Option(Path("imported-tickets.jsonl"), help="Where the tickets go."),  # noqa: B008
    staff: str = typer.Option("", help="Slack user ids of your staff, comma-separated."),
    as_json: bool = JsonOption,
) -> None:
    """Turn past conversations into tickets, with mail addresses, names, numbers and secrets replaced.

    What is left out is counted by reason, what cannot be read is told with its place; exit 1 then."""
    with told():
        found = told_of(read_history(file, [name.strip() for name in staff.split(",") if name.strip()]))
        out.write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in found.tickets), encoding="utf-8")
    if as_json:
        left_out = {what: count for what, count in found.left_out.items() if count}
        emit({"tickets": len(found.tickets), "file": str(out), "left_out": left_out, "unreadable": found.problems})
    else:
        typer.echo(f"{len(found.tickets)} tickets in {out}; play them with: python -m bot eval tickets --tickets {out}")
    if found.problems:
        raise typer.Exit(1)


def told_of(found: Found) -> Found:
    """The same, once standard error says what was left out of it and why."""
    for what, count in found.left_out.most_common():
        if count:
            typer.echo(f"Left out: {count} {what}", err=True)
    for line in found.notes:
        typer.echo(f"Note: {line}", err=True)
    for line in found.problems:
        typer.echo(f"earnest: unreadable: {line}", err=True)
    return found
