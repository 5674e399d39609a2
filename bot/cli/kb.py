"""`kb`: bring the knowledge index up to date, search it, and find what people should look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import typer

from bot.cli.common import JsonOption, configured, emit, run_async, told
from bot.cli.kb_gaps import gaps_
from bot.cli.kb_review import flagged, patches, review
from bot.cli.kb_show import passages_of, shown
from bot.domain import ArticleId, Passage, SearchQuery
from bot.knowledge.chunk import chunk
from bot.knowledge.conflicts import Conflict, conflicts
from bot.knowledge.load.fetch import fetch_text
from bot.knowledge.load.outcome import Loaded, Reason
from bot.knowledge.load.sources import load_sources
from bot.knowledge.open_index import open_index
from bot.knowledge.plain import plain
from bot.knowledge.stale import Stale, stale
from bot.knowledge.sync_report import SyncReport, report_lines
from bot.platform.clock import SystemClock
from bot.platform.embedding.embedder import open_embedder
from bot.policy import Policy
from bot.settings import Settings
from bot.shared_index import sync_once

app = typer.Typer(
    help="The knowledge base: sync, show, search, stale, conflicts, flagged, review, patches.", no_args_is_help=True
)
app.command("gaps")(gaps_)
_USED_WITHIN_DAYS = 90
_STAGES = {"cut": "reading articles", "embed": "embedding", "index": "indexing", "sentences": "reading sentences"}


@app.command()
def sync(
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would change; change nothing."),
    rebuild: bool = typer.Option(False, "--rebuild", help="Build everything anew, as after a damaged disk."),
    allow_shrink: bool = typer.Option(False, "--allow-shrink", help="Accept that a source has lost many articles."),
    as_json: bool = JsonOption,
) -> None:
    """Bring the index up to date with knowledge.sources, and report on the articles.

    Exits 1 when a source was held, or an article is empty or could not be read."""

    async def work() -> SyncReport:
        settings, policy = configured()
        with progress_bar() as on_progress:
            return await sync_once(
                settings, policy, on_progress, dry_run=dry_run, rebuild=rebuild, allow_shrink=allow_shrink
            )

    report = run_async(work)
    if as_json:
        emit(report.as_json())
    else:
        typer.echo("\n".join(report_lines(report)))
    for held in report.findings.held:
        typer.echo(f"earnest: held: {held['source']}: {held['why']}", err=True)
    empty = (one["detail"] for one in report.findings.details if one["reason"] == Reason.EMPTY)
    for problem in (*report.problems, *empty):
        typer.echo(f"earnest: left out: {problem}", err=True)
    raise typer.Exit(1 if report.problems or report.findings.wrong else 0)


@app.command()
def show(
    article: str = typer.Argument(..., help="The article's id, address or file."),
    as_json: bool = JsonOption,
) -> None:
    """Print an article as customers would see it, passage by passage."""
    with told():
        settings, policy = configured()
        passages = passages_of(article, settings, policy)
    if as_json:
        emit([asdict(passage) for passage in passages])
        return
    typer.echo("\n".join(shown(passages)))


@app.command()
def search(
    query: str = typer.Argument(..., help="What to look for, as a customer would write it."),
    plan: str = typer.Option("", help="Search as a customer on this plan."),
    staff: bool = typer.Option(False, "--staff", help="Search as staff: internal articles and every plan."),
    before: list[str] = typer.Option([], help="An earlier message of the customer; repeat it, oldest first."),  # noqa: B008
    limit: int = typer.Option(6, min=1, max=50, help="At most so many passages."),
    as_json: bool = JsonOption,
) -> None:
    """Show which passages a question finds, and how relevant they are; also while the bot runs."""
    wanted = SearchQuery(query, tuple(before), plan or None, (), staff, limit)

    async def work() -> tuple[list[Passage], float]:
        settings, policy = configured()
        embedder = open_embedder(settings.embedding_model, settings.data_dir)
        index = await open_index(settings, policy, embedder, floor=0.0)
        try:
            return await index.search(wanted), policy.thresholds.relevance
        finally:
            await index.close()
            embedder.close()

    found, floor = run_async(work)
    if as_json:
        emit([{**asdict(passage), "answers": passage.score >= floor} for passage in found])
        return
    for passage in found:
        mark = " " if passage.score >= floor else "·"
        where = " > ".join((passage.title, *passage.heading_path))
        typer.echo(f"{mark} {passage.score:.2f}  {where}  [{passage.id}]")
        typer.echo("        " + plain(passage.text).replace("\n", " ")[:160])
    if not any(passage.score >= floor for passage in found):
        typer.echo(f"Nothing here answers this: no passage reaches relevance {floor:g} (thresholds.relevance).")


@app.command("stale")
def stale_(
    today: str = typer.Option("", help="Reckon from this day, as 2026-11-20; default today."),
    as_json: bool = JsonOption,
) -> None:
    """List articles that nobody has reviewed in time, or that staff flagged; the most used first."""

    async def work() -> list[Stale]:
        settings, policy = configured()
        waiting, uses = await _reviews(settings)
        day = date.fromisoformat(today) if today else datetime.now(UTC).date()
        return stale(_load(policy).articles, day, policy.thresholds.stale_after_days, waiting, uses)

    found = run_async(work)
    if as_json:
        emit([_stale(item) for item in found])
        return
    for item in found:
        age = f"{item.days} days ago" if item.days is not None else "never"
        typer.echo(f"{item.article.id}: reviewed {age}, used {item.used} times{', flagged' if item.flagged else ''}")
    typer.echo(f"{len(found)} articles to review.")


@app.command("conflicts")
def conflicts_(as_json: bool = JsonOption) -> None:
    """List pairs of passages that state different numbers, or opposite things, of the same subject."""
    with told():
        _, policy = configured()
        articles = _load(policy).articles
    found = conflicts([passage for article in articles for passage in chunk(article)])
    if as_json:
        emit([_conflict(item) for item in found])
        return
    for item in found:
        typer.echo(f"{item.finding}\n  {item.one.passage.id}: {item.one.text}")
        typer.echo(f"  {item.other.passage.id}: {item.other.text}")
    typer.echo(f"{len(found)} contradictions.")


app.command()(flagged)
app.command()(review)
app.command()(patches)


def _stale(item: Stale) -> dict[str, Any]:
    shown = {name: getattr(item.article, name) for name in ("id", "title", "url", "reviewed_at")}
    return {**shown, "days": item.days, "flagged": item.flagged, "used": item.used}


def _conflict(item: Conflict) -> dict[str, Any]:
    sides = (item.one, item.other)
    statements = [{"passage": side.passage.id, "title": side.passage.title, "text": side.text} for side in sides]
    return {"finding": item.finding, "statements": statements}


def _load(policy: Policy) -> Loaded:
    loaded = load_sources(policy.knowledge.sources, fetch_text)
    for problem in loaded.problems:
        typer.echo(f"earnest: left out: {problem}", err=True)
    return loaded


async def _reviews(settings: Settings) -> tuple[set[ArticleId], dict[ArticleId, int]]:
    """What the database knows of articles; nothing where the bot has never run."""
    file = settings.data_dir / "earnest.db"
    if settings.database_url is None and not file.exists():
        return set(), {}
    from bot.store.store import Store  # twice the time that a search takes to load

    clock = SystemClock()
    store = await Store.open(settings.store_url, clock, lambda: "")
    try:
        waiting = {flag.article_id for flag in await store.reviews.queue()}
        return waiting, await store.decisions.uses(clock.now() - timedelta(days=_USED_WITHIN_DAYS))
    finally:
        await store.close()


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr for the stages of a sync; silent where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def step(stage: str, done: int, size: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_STAGES.get(stage, stage), total=size)
            bar.update(tasks[stage], completed=done, total=size)

        yield step
