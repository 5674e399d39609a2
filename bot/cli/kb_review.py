"""`kb flagged`, `kb review` and `kb patches`: flagged articles looked at without Slack."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import typer

from bot.cli.common import JsonOption, configured, emit, run_async
from bot.domain import ArticleId
from bot.errors import ConfigError
from bot.knowledge.article_text import IndexedTexts
from bot.knowledge.sync_job import index_folder
from bot.learn.patches import patches_of
from bot.platform.clock import SystemClock
from bot.policy import Policy
from bot.settings import Settings
from bot.store.records import ArticleReview, ReviewOutcome
from bot.store.store import Store


def flagged(as_json: bool = JsonOption) -> None:
    """List the articles that were flagged and wait for somebody to look at them, longest waiting first."""

    async def work() -> list[dict[str, Any]]:
        async with opened() as (store, _, _):
            return [await _told(store, review) for review in await store.articles.waiting()]

    found = run_async(work)
    if as_json:
        emit(found)
        return
    for item in found:
        typer.echo(f"{item['article']}: flagged {len(item['flags'])} times since {item['since'][:16]}")
        for flag in item["flags"]:
            said = " · ".join(word for word in (flag["by"], flag["note"], flag["correction"]) if word)
            typer.echo(f"    {said or flag['verdict']}")
    typer.echo(f"{len(found)} articles to look at.")


def review(
    article: str = typer.Argument(..., help="The article's id, as `kb flagged` shows it."),
    still_right: bool = typer.Option(False, "--still-right", help="It holds; it counts as reviewed now."),
    edited: Path = typer.Option(None, "--edited", help="A file with the article's new text; kept as a patch."),  # noqa: B008
    retired: bool = typer.Option(False, "--retired", help="It is not quoted until a sync brings other content."),
) -> None:
    """Decide on a flagged article: exactly one of --still-right, --edited FILE, --retired."""
    if sum((still_right, edited is not None, retired)) != 1:
        typer.echo("earnest: give exactly one of --still-right, --edited FILE, --retired", err=True)
        raise typer.Exit(2)
    outcome = ReviewOutcome.STILL_RIGHT if still_right else ReviewOutcome.RETIRED if retired else ReviewOutcome.EDITED
    told = run_async(lambda: _decide(ArticleId(article), outcome, edited))
    typer.echo(told)


def patches(output: Path = typer.Option(None, "--output", "-o", help="Write to this file.")) -> None:  # noqa: B008
    """Print the edits that the index does not hold yet, as a patch for the source files (`git apply`)."""

    async def work() -> str:
        async with opened() as (store, _, _):
            edits = await store.articles.edits()
        return patches_of([(e.origin, e.text_before, e.text_after) for e in edits], str(Path.cwd()))

    text = run_async(work)
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8", newline="")


async def _decide(article: ArticleId, outcome: ReviewOutcome, edited: Path | None) -> str:
    from bot.review.settle_article import settle_article  # the outbox behind it takes a while to load

    async with opened() as (store, settings, policy):
        waiting = await store.articles.waiting(article)
        if not waiting:
            raise ConfigError(f"article {article!r} is not flagged: `kb flagged` lists those that are")
        text = await IndexedTexts(index_folder(settings.data_dir)).get(article)
        after = ""
        if edited is not None:
            after = _read(edited)
            if text is None:
                raise ConfigError(f"the index holds no article {article!r}, so there is nothing that was edited")
            if after == text.text:
                raise ConfigError(f"{edited} says what the article says already; --still-right is for that")
        now, desk = SystemClock().now(), policy.desk.channel
        if not await settle_article(store, now, desk, waiting[0], outcome, None, text, after):
            raise ConfigError(f"somebody else has just decided on {article!r}")
        return f"{article}: {outcome.value.replace('_', ' ')}. Its flags are cleared."


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", newline="") as opened_file:
            return opened_file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read ({type(error).__name__}); give a UTF-8 text file") from None


async def _told(store: Store, item: ArticleReview) -> dict[str, Any]:
    flags = [
        {
            "by": flag.by,
            "at": flag.at.isoformat(),
            "verdict": flag.verdict.value,
            "note": flag.note,
            "correction": flag.correction,
            "cause": flag.cause,
            "channel": flag.channel,
            "ts": flag.ts,
        }
        for flag in await store.articles.flags_in(item)
    ]
    return {"article": item.article_id, "review": item.id, "since": item.opened_at.isoformat(), "flags": flags}


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Store, Settings, Policy]]:
    """The store of this installation, also beside a running bot. Raises ConfigError where the bot has never run."""
    settings, policy = configured()
    if settings.database_url is None and not (settings.data_dir / "earnest.db").exists():
        raise ConfigError(f"{settings.data_dir} holds no database yet: start the bot once")
    store = await Store.open(settings.store_url, SystemClock(), lambda: uuid.uuid4().hex)
    try:
        yield store, settings, policy
    finally:
        await store.close()
