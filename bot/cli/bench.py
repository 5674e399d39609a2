"""`bench`: what Earnest promises about crashes, acknowledgements and speed, measured here and now."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import typer

from bot.cli.common import JsonOption, emit, log_to_stderr, run_async
from bot.errors import TransientError
from bot.evaluation.bench.ack import AckPlan, ack_broken, ack_figures, run_ack
from bot.evaluation.bench.cost import CostPlan, cost_broken, cost_figures, run_cost
from bot.evaluation.bench.crash import CrashPlan, run_crash
from bot.evaluation.bench.crash_count import crash_broken, crash_figures
from bot.evaluation.bench.fleet import FleetPlan, fleet_broken, fleet_figures, run_fleet
from bot.evaluation.bench.handoff import HandoffPlan, handoff_broken, handoff_figures, run_handoff
from bot.evaluation.bench.install import Tell, prepared
from bot.evaluation.bench.pipeline import PipelinePlan, pipeline_broken, pipeline_figures, run_pipeline
from bot.evaluation.bench.rows import Row, read_rows, write_rows
from bot.evaluation.bench.search import SearchPlan, run_search, search_broken, search_figures, search_lines
from bot.evaluation.bench.soak import SoakPlan, run_soak, soak_broken, soak_figures
from bot.evaluation.bench.start import StartPlan, run_start, start_broken, start_figures
from bot.evaluation.bench.years import YearsPlan, run_years, years_broken, years_figures
from bot.settings import load_settings

app = typer.Typer(
    help="Hold Earnest to its promises against a sandboxed Slack; raw rows go to DATA_DIR/bench.", no_args_is_help=True
)
_TICKETS = typer.Option(None, help="JSONL of tickets as `eval tickets` reads them; default the repository's own.")
Run = Callable[[Path, Path, Tell], Coroutine[Any, Any, list[Row]]]


@app.command()
def crash(
    requests: int = typer.Option(300, min=4, help="Customers' messages, each a ticket of its own."),
    kills: int = typer.Option(20, min=1, help="How often the bot is killed with SIGKILL."),
    seed: int = typer.Option(1, help="Of the random moments and choices."),
    as_json: bool = JsonOption,
) -> None:
    """Kill the bot again and again while requests flow: none may be lost, doubled, misplaced or answered stale."""
    plan = CrashPlan(requests=requests, kills=kills, seed=seed)
    figures = _measured("crash", lambda base, target, tell: run_crash(plan, base, target, tell), crash_figures)
    _close(figures, crash_broken(figures, kills), as_json)


@app.command()
def fleet(
    processes: int = typer.Option(2, min=2, max=9, help="Processes on one PostgreSQL, which the bench starts itself."),
    requests: int = typer.Option(400, min=8, help="Customers' messages, each a ticket of its own."),
    kills: int = typer.Option(8, min=1, help="How often one of them is killed with SIGKILL."),
    burst: int = typer.Option(60, min=8, help="Questions at once, to tell the speed."),
    seed: int = typer.Option(1, help="Of the random moments and choices."),
    as_json: bool = JsonOption,
) -> None:
    """Kill, pause and deploy several processes while requests flow: none lost, doubled, misplaced, stale or late."""
    crash = CrashPlan(requests=requests, kills=kills, seed=seed, while_down=0, processes=processes)
    plan = FleetPlan(crash, burst=burst)
    figures = _measured("fleet", lambda base, target, tell: run_fleet(plan, base, target, tell), fleet_figures)
    _close(figures, fleet_broken(figures, kills), as_json)


@app.command()
def ack(
    rate: float = typer.Option(100.0, min=1.0, help="Messages a second."),
    seconds: float = typer.Option(30.0, min=0.5, help="For how long."),
    as_json: bool = JsonOption,
) -> None:
    """Send messages on a fixed beat: each must be stored and acknowledged, 99 of 100 within half a second."""
    plan = AckPlan(rate=rate, seconds=seconds)
    figures = _measured("ack", lambda base, target, tell: run_ack(plan, base, target, tell), ack_figures)
    _close(figures, ack_broken(figures, rate), as_json)


@app.command()
def handoff(
    handoffs: int = typer.Option(60, min=5, help="Messages that go to people at once."),
    every: float = typer.Option(1.0, min=0.2, help="Seconds between two of them."),
    questions: int = typer.Option(12, min=0, help="Questions that come at once, before them, and wait for the model."),
    as_json: bool = JsonOption,
) -> None:
    """Hand messages over while the model hangs: 99 of 100 have card and notice within 3 s, and no question waits 45."""
    plan = HandoffPlan(handoffs=handoffs, every_s=every, questions=questions)
    figures = _measured("handoff", lambda base, target, tell: run_handoff(plan, base, target, tell), handoff_figures)
    _close(figures, handoff_broken(figures), as_json)


@app.command()
def pipeline(
    tickets: int = typer.Option(100, min=5, help="Tickets, one at a time."),
    as_json: bool = JsonOption,
) -> None:
    """Time a ticket from the inbox row to the outgoing call, beside a bare durable workflow of as many steps."""
    plan = PipelinePlan(tickets=tickets)
    figures = _measured("pipeline", lambda base, target, tell: run_pipeline(plan, base, target, tell), pipeline_figures)
    _close(figures, pipeline_broken(figures), as_json)


@app.command()
def soak(
    tickets: int = typer.Option(10_000, min=80, help="Tickets through one process, with what people do about them."),
    as_json: bool = JsonOption,
) -> None:
    """Play tickets through one process: its memory must stay where it was, and nothing may be left open."""
    plan = SoakPlan(tickets=tickets)
    figures = _measured("soak", lambda base, target, tell: run_soak(plan, base, target, tell), soak_figures)
    _close(figures, soak_broken(figures), as_json)


@app.command()
def years(
    filled: int = typer.Option(36_000, min=100, help="Tickets that lie behind one of the two bots."),
    tickets: int = typer.Option(60, min=5, help="Tickets on each, one at a time and in turns."),
    postgresql: bool = typer.Option(False, "--postgresql", help="On a PostgreSQL that the bench starts itself."),
    as_json: bool = JsonOption,
) -> None:
    """Ask a bot with a year of tickets behind it and one without in turns: it must be as quick, within a fifth."""
    plan = YearsPlan(filled=filled, tickets=tickets, postgresql=postgresql)
    figures = _measured("years", lambda base, target, tell: run_years(plan, base, target, tell), years_figures)
    _close(figures, years_broken(figures), as_json)


@app.command()
def start(
    rounds: int = typer.Option(5, min=1, help="How often each is started; the medians count."),
    as_json: bool = JsonOption,
) -> None:
    """Time the start until connected, `ask` and `--help`, beside an interpreter that imports the same libraries."""
    plan = StartPlan(rounds=rounds)
    figures = _measured("start", lambda base, target, tell: run_start(plan, base, target, tell), start_figures)
    _close(figures, start_broken(figures), as_json)


@app.command()
def search(
    points: str = typer.Option("1000,10000,50000", help="Numbers of passages, separated by commas."),
    searches: int = typer.Option(200, min=5, help="With each filter."),
    as_json: bool = JsonOption,
) -> None:
    """Time searches without the query's embedding over made-up passages, with and without filters."""
    sizes = tuple(int(number) if number.strip().isdigit() else 0 for number in points.split(","))
    if min(sizes) < 1:
        raise typer.BadParameter("must be numbers above 0 such as 1000,10000", param_hint="--points")
    plan = SearchPlan(points=sizes, searches=searches)
    figures = _measured("search", lambda base, target, tell: run_search(plan, target, tell), search_figures, bare=True)
    _close(figures if as_json else search_lines(figures), search_broken(figures), as_json)


@app.command()
def cost(
    tickets: Path | None = _TICKETS,
    count: int = typer.Option(200, min=1, help="How many of them, from the first."),
    as_json: bool = JsonOption,
) -> None:
    """Count what a ticket costs with LLM_ENGINE=claude beside a plain pipeline, both against a model on loopback."""
    plan = CostPlan(tickets, count)
    figures = _measured("cost", lambda base, target, tell: run_cost(plan, base, tell), cost_figures)
    _close(figures, cost_broken(figures), as_json)


def _measured(
    name: str, run: Run, figures: Callable[[list[Row]], dict[str, Any]], bare: bool = False
) -> dict[str, Any]:
    """Run, write the rows down, and work the figures out from what is written. `bare`: no installation is needed."""

    async def work() -> list[Row]:
        settings = load_settings()
        log_to_stderr(settings)
        folder = settings.data_dir / "bench"
        base = folder if bare else await prepared(folder, _tell)
        target = folder / "work" / name
        try:
            rows = await run(base, target, _tell)
        except TimeoutError:
            why = "the bot did not connect or did not go on in time"
            raise TransientError(f"{why}; see {target / 'child.log'}, then run the bench again") from None
        path = write_rows(folder, name, rows)
        _tell(f"raw rows: {path}")
        return read_rows(path)

    return figures(run_async(work))


def _close(figures: dict[str, Any], complaints: list[str], as_json: bool) -> None:
    """Say the figures, and what is wrong with them; exit with 1 when something is."""
    if as_json:
        emit(figures)
    else:
        for name, value in figures.items():
            typer.echo(f"{name:16} {value}")
    for complaint in complaints:
        typer.echo(f"earnest: bench: {complaint}", err=True)
    raise typer.Exit(1 if complaints else 0)


def _tell(line: str) -> None:
    typer.echo(line, err=True)
