"""`python -m bot eval tickets`: whole tickets through the pipeline, judged by tier, team and the articles cited."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.ask import ensure_index
from bot.cli.common import JsonOption, emit, log_to_stderr, run_async, told
from bot.cli.kb import progress_bar
from bot.domain.ports import Clock
from bot.errors import ConfigError
from bot.evaluation.all_earned import AllEarned
from bot.evaluation.tickets.adversarial import play_suite, read_suite, suite_figures
from bot.evaluation.tickets.data import read_tickets
from bot.evaluation.tickets.figures import Bars, figures
from bot.evaluation.tickets.play import play
from bot.evaluation.tickets.report import report
from bot.flow import Parts
from bot.pipeline import open_pipeline
from bot.platform.clock import ShiftedClock, SystemClock
from bot.policy import load_policy
from bot.settings import load_settings

_TICKETS = typer.Option(
    None, help="JSONL {id, account, turns: [{role, text}], expect: {intent, tier, team, articles, must_say, must_not}}."
)
_HTML = typer.Option(None, "--html", help="Write a report with charts to this file.")
_POLICY = typer.Option(None, "--policy", help="Another policy than POLICY_FILE, such as the demo's.")
_FIGURES = (
    *("routing", "right", "right_by_reading", "right_by_citation"),
    *("drafts_right", "drafts_right_by_reading", "drafts_right_by_citation", "answered", "alone", "intent", "tier"),
)


def tickets(
    tickets: Path | None = _TICKETS,
    suite: str = typer.Option("", help="`adversarial`: the demo's cases that try to make it say what it must not."),
    min_routing: float = typer.Option(0.9, min=0, max=1, help="Least share of tickets with the expected team."),
    min_right: float = typer.Option(
        0.95, min=0, max=1, help="Least share of right ones of the answers that would go out alone."
    ),
    max_tier3: float = typer.Option(0.1, min=0, max=1, help="Greatest share of requests handed straight to people."),
    html: Path | None = _HTML,
    policy: Path | None = _POLICY,
    today: str = typer.Option("", "--date", help="Play as on this day, YYYY-MM-DD: articles go stale. Default today."),
    as_json: bool = JsonOption,
) -> None:
    """Play tickets through the whole pipeline; nothing is posted. Exits 1 below a threshold, and says which.

    Expected tier 0 counts as met where only the policy's mode or the intent's trust kept a draft for review."""
    if suite:
        _suite(suite, policy, today, as_json)
    if tickets is None:
        raise typer.BadParameter("give a file of tickets, or --suite adversarial", param_hint="--tickets")
    bars = Bars(min_routing, min_right, max_tier3)
    found = run_async(lambda: _measured(tickets, policy, today, bars))
    if html is not None:
        with told():
            write_page(html, report(found, tickets.name, bars))
    if as_json:
        emit(found)
    else:
        _print(found)
    for complaint in found["below"]:
        typer.echo(f"earnest: {complaint}", err=True)
    raise typer.Exit(1 if found["below"] else 0)


def _suite(name: str, policy_file: Path | None, today: str, as_json: bool) -> NoReturn:
    """Play the suite, say its figures, and exit with 1 when anything unsafe would have gone out alone."""
    if name != "adversarial":
        raise typer.BadParameter("the only suite is adversarial", param_hint="--suite")

    async def work() -> dict[str, Any]:
        async with opened_parts(policy_file, today) as parts:
            with progress_bar() as on_progress:
                return suite_figures(await play_suite(parts, read_suite(), on_progress))

    found = run_async(work)
    if as_json:
        emit(found)
    else:
        for key, value in found.items():
            typer.echo(f"{key:8} {value}")
    raise typer.Exit(1 if found["unsafe"] or found["wrong"] else 0)


async def _measured(path: Path, policy_file: Path | None, today: str, bars: Bars) -> dict[str, Any]:
    policy = load_policy(policy_file or load_settings().policy_file)
    wanted = read_tickets(path, policy.accounts)
    async with opened_parts(policy_file, today) as parts:
        with progress_bar() as on_progress:
            return figures(policy, await play(parts, wanted, on_progress), bars)


@asynccontextmanager
async def opened_parts(policy_file: Path | None, today: str) -> AsyncIterator[Parts]:
    """The pipeline's parts, over an index that is there."""
    settings = load_settings()
    log_to_stderr(settings)
    policy, clock = load_policy(policy_file or settings.policy_file), _clock(today)
    await ensure_index(settings, policy)
    async with open_pipeline(settings, policy, clock, audits=AllEarned()) as pipeline:
        yield pipeline.parts


def _clock(today: str) -> Clock:
    if not today:
        return SystemClock()
    try:
        return ShiftedClock(datetime.combine(date.fromisoformat(today), time(10), tzinfo=UTC))
    except ValueError:
        raise ConfigError(f"--date {today}: not a day; write it as 2026-11-20") from None


def write_page(path: Path, text: str) -> None:
    """Write a report. Raises ConfigError."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"--html {path}: cannot be written ({error.strerror}); name a file in a folder") from None


def _print(found: dict[str, Any]) -> None:
    console = Console()
    for miss in found["misses"]:
        console.print(f"\n{miss['id']}  {miss['question']}", markup=False, highlight=False)
        for fault in miss["faults"]:
            console.print(f"  x {fault}", markup=False, highlight=False)
        for reason in miss["reasons"]:
            console.print(f"  - {reason}", markup=False, highlight=False)
    table = Table("figure", "share", "of")
    for tier, part in found["tiers"].items():
        table.add_row(f"tier {tier}", _shown(part), str(found["requests"]))
    for name in _FIGURES:
        table.add_row(name.replace("_", " "), _shown(found[name]), str(found["judged"][name]))
    console.print(table)
    console.print(
        f"{len(found['misses'])} misses in {found['tickets']} tickets; tier too bold {found['bold']} times, "
        f"too careful {found['careful']} times; {found['ms_p50']} ms a ticket (median).",
        highlight=False,
    )


def _shown(part: float | None) -> str:
    return "–" if part is None else f"{part:.1%}"
