"""`ask`: one question through the pipeline, without Slack."""

from __future__ import annotations

import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import typer

from bot.cli.common import JsonOption, configured, emit, run_async
from bot.domain import Decision
from bot.domain.ports import Clock
from bot.errors import ConfigError, IndexUnavailableError
from bot.flow import dry_run
from bot.knowledge.open_index import open_index
from bot.pipeline import open_pipeline
from bot.platform.claude.spending import Tally
from bot.platform.clock import SystemClock
from bot.platform.embedding.embedder import open_embedder
from bot.policy import Policy
from bot.settings import Settings
from bot.shared_index import fetch_or_sync
from bot.store.database import Database
from bot.store.schema import Standing, read_schema
from bot.store.store import Store
from bot.texts import reasons as words
from bot.texts import verdicts


def ask(
    question: str = typer.Argument(..., help="The customer's question; - reads it from standard input."),
    account: str = typer.Option("", help="Ask as this account of the policy."),
    as_json: bool = JsonOption,
) -> None:
    """Answer a question as the bot would, and say why: nothing is posted and nothing is stored."""
    text = sys.stdin.read() if question == "-" else question

    async def work() -> tuple[Decision, float]:
        settings, policy = configured()
        if account and account not in policy.accounts:
            known = ", ".join(policy.accounts) or "none"
            raise ConfigError(f"--account {account}: not in {settings.policy_file} (accounts there: {known})")
        return await _answer(settings, policy, text, account)

    decision, cost = run_async(work)
    if as_json:
        emit(as_dict(decision, cost))
    else:
        _print(decision)


async def _answer(settings: Settings, policy: Policy, text: str, account: str) -> tuple[Decision, float]:
    await ensure_index(settings, policy)
    tally, clock = Tally(), SystemClock()
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(records_of(settings, clock))
        sources, audits = (store.articles, store.audits) if store else (None, None)
        opened = open_pipeline(settings, policy, clock, sources, tally, audits=audits)
        pipeline = await stack.enter_async_context(opened)
        decision = await dry_run(pipeline.parts, text, policy.account(account or None))
    return decision, tally.cost_usd


@asynccontextmanager
async def records_of(settings: Settings, clock: Clock) -> AsyncIterator[Store | None]:
    """What this installation knows of flags and audits, to be read beside a running bot; None where there is no
    database of this version yet. Nothing is made or migrated. Raises ConfigError, TransientError, PermanentError."""
    if (await read_schema(settings.store_url)).standing is not Standing.CURRENT:
        yield None
        return
    store = Store(Database(settings.store_url), clock, lambda: uuid.uuid4().hex)
    try:
        yield store
    finally:
        await store.close()


async def ensure_index(settings: Settings, policy: Policy) -> None:
    """Build the knowledge index when there is none that this version and model can use, telling so on stderr."""
    embedder = open_embedder(settings.embedding_model, settings.data_dir)
    index = await open_index(settings, policy, embedder)
    try:
        await index.refresh()
    except IndexUnavailableError:
        typer.echo("earnest: no usable knowledge index, fetching or building it ...", err=True)
        await fetch_or_sync(settings, policy, lambda stage, done, size: None)
    finally:
        await index.close()
        embedder.close()


def as_dict(decision: Decision, cost_usd: float) -> dict[str, Any]:
    """The decision for machines."""
    asked = decision.drafted.generation.ask if decision.drafted else None
    return {
        "intents": [{"name": i.name, "confidence": round(i.confidence, 4)} for i in decision.classification.intents],
        "tier": None if decision.not_a_request else int(decision.tier),
        "not_a_request": decision.not_a_request,
        "reasons": [f"{reason.code.value}: {words.reason(reason)}" for reason in decision.reasons],
        "team": decision.team,
        "answer": decision.answer or asked or None,
        "sources": [
            {"id": s.id, "title": s.title, "url": s.url, "reviewed_at": s.reviewed_at and s.reviewed_at.isoformat()}
            for s in decision.sources
        ],
        "checks": [
            {"sentence": c.sentence.text, "supported": c.supported, "layer": c.layer, "finding": c.finding}
            for c in (decision.drafted.grounding.checks if decision.drafted else ())
        ],
        "made_with": verdicts.made_with(decision),
        "passages": [{"id": p.id, "score": round(p.score, 4), "text": p.text} for p in decision.passages],
        "timings_ms": dict(decision.timings_ms),
        "cost_usd": round(cost_usd, 6),
    }


def _print(decision: Decision) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    if decision.not_a_request:
        console.print("Not a request: it would get nothing at all.")
        return
    found = ", ".join(f"{i.name} {i.confidence:.0%}" for i in decision.classification.intents[:3])
    console.print(f"[bold]{words.tier(decision.tier)}[/bold]  {found}", highlight=False)
    for reason in decision.reasons:
        console.print(f"  - {words.reason(reason)}", highlight=False, markup=False)
    if decision.answer:
        console.print()
        console.print(Markdown(decision.answer))
    for source in decision.sources:
        reviewed = source.reviewed_at.isoformat() if source.reviewed_at else "unknown"
        console.print(f"  {source.title}  {source.url}  (reviewed {reviewed})", highlight=False, markup=False)
