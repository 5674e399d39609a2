"""`plan`: what a number of tickets a month takes, and what gives out first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from bot.cli.common import JsonOption, emit, told
from bot.evaluation.bench.rows import read_rows
from bot.evaluation.capacity import Costs, Plan, Site, plan_of
from bot.settings import load_settings

# Counted by `bench fleet` (24 questions, each in a channel of its own) and `bench cost`; embedding as four texts a
# question. docs/measurements.md, What a ticket costs.
SHIPPED = Costs(
    cpu_s=0.21,
    embedding_s=0.01,
    commits=74.2,
    log_bytes=237_000,
    calls={"chat.postMessage": 1.0, "conversations.history": 1.8},
    dollars=0.00148,
    tokens=2_480.0,
    source="counted on our machine",
)


def plan(
    tickets: int = typer.Option(..., min=1, max=10_000_000, help="Tickets a month."),
    cards: float = typer.Option(0.6, min=0.0, max=1.0, help="The share of tickets that people see on a card."),
    cores: float = typer.Option(4.0, min=0.5, help="Processors of all processes together."),
    commits: float = typer.Option(500.0, min=1.0, help="Commits a second that the database's disk bears."),
    tokens: float = typer.Option(0.0, min=0.0, help="Tokens a minute that your model provider allows; 0: not known."),
    as_json: bool = JsonOption,
) -> None:
    """Compute from measured costs which limit comes first: Slack's rates, the processor, the database, the model.

    What a ticket costs is read from this machine's last `bench fleet` where there was one."""
    with told():
        costs = costs_of(load_settings().data_dir / "bench" / "fleet.jsonl")
    found = plan_of(tickets, costs, Site(cards, cores, commits, tokens))
    if as_json:
        emit({**found.as_json(), "costs": costs.source})
    else:
        typer.echo("\n".join(_lines(found, costs)))


def costs_of(path: Path) -> Costs:
    """What the last bench of a fleet counted, else what we did. Model calls are those of `bench cost`."""
    rows: list[dict[str, Any]] = read_rows(path) if path.exists() else []
    counted = next((row["costs"] for row in rows if row.get("row") == "speed" and row.get("costs")), None)
    if counted is None:
        return SHIPPED
    return Costs(
        cpu_s=counted["cpu_s"],
        embedding_s=SHIPPED.embedding_s,
        commits=counted["commits"],
        log_bytes=counted["log_bytes"],
        calls=counted["calls"],
        dollars=SHIPPED.dollars,
        tokens=SHIPPED.tokens,
        source=str(path),
    )


def _lines(found: Plan, costs: Costs) -> Iterator[str]:
    yield f"{found.tickets:,} tickets a month: {found.a_minute:,.1f} a minute in the busiest hour ({costs.source})."
    yield f"{'what':46} {'a ticket':>10} {'needed/min':>11} {'there/min':>10} {'used':>6} {'tickets a month':>16}"
    for load in found.loads:
        numbers = f"{load.a_ticket:>10.3f} {load.needed:>11,.1f} {load.there:>10,.0f} {load.used:>6.0%}"
        yield f"{f'{load.what}, {load.unit}':46} {numbers} {load.tickets:>16,}"
    first = found.loads[0]
    yield f"First to give out: {first.what}, at {first.tickets:,} tickets a month."
    processes, apps = _counted(found.processes, "process", "processes"), _counted(found.apps, "Slack app")
    yield f"Needs {processes} of `run` under {apps}."
    yield f"LLM_ENGINE=claude costs about ${found.dollars:,.0f} a month; the database's log has {found.log_gb:,.1f} GB."


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
