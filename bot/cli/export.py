"""`export`: what people did and said, and what reports are counted from; and the check of the audit log."""

from __future__ import annotations

import asyncio
import csv
import json
import sys
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

import typer

from bot.cli import export_counted, export_rows
from bot.cli.common import run_async
from bot.cli.kb_review import opened
from bot.errors import ConfigError
from bot.evaluation.tickets.stand_ins import AsIs, StandIns
from bot.policy import Policy
from bot.store.store import Store
from bot.store.written_files import WrittenFile

Row = dict[str, Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class What(StrEnum):
    """What can be exported."""

    CORRECTIONS = "corrections"
    REVIEWS = "reviews"
    AUDIT = "audit"
    TICKETS = "tickets"
    AUDITS = "audits"
    CALLS = "calls"
    ARTICLES = "articles"


class Format(StrEnum):
    """How rows are written."""

    JSONL = "jsonl"
    CSV = "csv"


class Layout(StrEnum):
    """`chat`: corrections as conversations for fine-tuning."""

    ROWS = "rows"
    CHAT = "chat"


def export(
    what: What = typer.Argument(..., help="What to export; docs/exports.md describes the fields."),  # noqa: B008
    format_: Format = typer.Option(Format.JSONL, "--format", help="JSON lines, or CSV for a spreadsheet."),  # noqa: B008
    since: str = typer.Option("", help="From this day or instant on: 2026-11-20, 2026-11-20T08:00+01:00, or 30d."),
    redact: bool = typer.Option(True, "--redact/--no-redact", help="Replace personal details by stand-ins."),
    layout: Layout = typer.Option(Layout.ROWS, help="chat: corrections as conversations for fine-tuning."),  # noqa: B008
    output: Path = typer.Option(None, "--output", "-o", help="Write to this file instead of stdout."),  # noqa: B008
    verify: bool = typer.Option(False, "--verify", help="audit: check the chain; exits 1 at the first broken row."),
    head: str = typer.Option("", help="audit --verify: a head told earlier, which must stand in the chain."),
    account: str = typer.Option("", help="Only what is about this account, as for its request to see what we hold."),
) -> None:
    """Export what people did and said; personal details are replaced unless --no-redact is given."""
    if (verify or head) and what is not What.AUDIT:
        _wrong("--verify and --head are for `export audit`")
    if layout is Layout.CHAT and (what is not What.CORRECTIONS or format_ is not Format.JSONL):
        _wrong("--layout chat is for `export corrections --format jsonl`")
    if account and what is What.ARTICLES:
        _wrong("articles are about no account")
    if verify or head:
        raise typer.Exit(run_async(lambda: _verify(head)))

    async def work() -> None:
        async with opened() as (store, _, policy):
            safe = await _stand_ins(store, policy) if redact else AsIs()
            if what is What.TICKETS:
                rows = export_counted.tickets(store, _since(since), safe, policy)
            else:
                rows = _rows(what, store, _since(since), safe, redact)
            if account:
                rows = _about(rows, await store.exports.about(_known(account, policy)))
            if output is not None:  # remembered first, so that an erasure finds what a crash leaves half written
                path = str(await asyncio.to_thread(output.resolve))
                await store.files.add(WrittenFile(path, what.value, redact, datetime.now(UTC)))
            chats = (chat async for row in rows if (chat := export_rows.as_chat(row)) is not None)
            await _write(chats if layout is Layout.CHAT else rows, format_, output)

    run_async(work)


def _rows(what: What, store: Store, since: datetime | None, safe: StandIns, redact: bool) -> AsyncIterator[Row]:
    if what is What.AUDIT:
        return export_rows.audit(store, since, safe, redact=redact)
    kinds = {
        What.CORRECTIONS: export_rows.corrections,
        What.REVIEWS: export_rows.reviews,
        What.AUDITS: export_counted.audits,
        What.CALLS: export_counted.calls,
        What.ARTICLES: export_counted.articles,
    }
    return kinds[what](store, since, safe)


async def _about(rows: AsyncIterator[Row], theirs: set[str]) -> AsyncIterator[Row]:
    """Rows that are about one of some tickets and decisions."""
    async for row in rows:
        if not theirs.isdisjoint(row.get(name) for name in ("id", "ticket_id", "decision_id")):
            yield row


def _known(account: str, policy: Policy) -> str:
    if account not in policy.accounts:
        raise ConfigError(f"--account {account}: not in the policy (accounts there: {', '.join(policy.accounts)})")
    return account


async def _verify(head: str) -> int:
    async with opened() as (store, _, _):
        found = await store.audit_log.verify(head.strip())
    if found.broken is not None:
        row = f"row {found.broken_seq} ({found.broken.action}, {found.broken.at:%Y-%m-%d %H:%M} UTC)"
        typer.echo(f"earnest: broken: {row} does not follow from the {found.rows} rows before it", err=True)
        return 1
    if not found.seen:
        typer.echo(f"earnest: broken: the chain of {found.rows} rows does not hold the head {head}", err=True)
        return 1
    typer.echo(f"The audit log is whole: {found.rows} rows, head {found.head}.")
    return 0


async def _stand_ins(store: Store, policy: Policy) -> StandIns:
    """Accounts by their keys, and the names under which people clicked and wrote commands."""
    key = await store.audit_log.key() or uuid.uuid4().hex  # as long as nothing was logged there is none to share
    return StandIns(key, {*policy.accounts, *await store.exports.names()})


def _since(text: str) -> datetime | None:
    if not text:
        return None
    try:
        if text.endswith("d") and text[:-1].isdigit():
            return datetime.now(UTC) - timedelta(days=int(text[:-1]))
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise ConfigError(f"--since {text!r} is no day: write 2026-11-20, 2026-11-20T08:00+01:00, or 30d") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


async def _write(rows: AsyncIterator[Row], format_: Format, output: Path | None) -> None:
    if output is None:
        await _lines(rows, format_, sys.stdout)
        return
    with await asyncio.to_thread(output.open, "w", encoding="utf-8", newline="") as file:
        await _lines(rows, format_, file)


async def _lines(rows: AsyncIterator[Row], format_: Format, file: IO[str]) -> None:
    first = True
    async for row in rows:
        if format_ is Format.CSV:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerows([row] if first else [])
            writer.writerow([cell(value) for value in row.values()])
            first = False
        else:
            file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def cell(value: object) -> str:
    """A value as a CSV cell that no spreadsheet takes for a formula: such text gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _wrong(text: str) -> None:
    typer.echo(f"earnest: {text}", err=True)
    raise typer.Exit(2)
