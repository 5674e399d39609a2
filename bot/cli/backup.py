"""`backup` and `restore`: all tables in one file, also while the bot runs; and back into an empty place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from bot.cli.common import JsonOption, emit, log_to_stderr, run_async
from bot.cli.kb_review import opened
from bot.platform.clock import SystemClock
from bot.platform.locks import data_dir_lock
from bot.settings import load_settings
from bot.store.backup import Manifest
from bot.upkeep.backup import Restored, back_up
from bot.upkeep.backup import restore as put_back


def backup(
    target: Path = typer.Argument(..., help="The file to write."),  # noqa: B008
    as_json: bool = JsonOption,
) -> None:
    """Write all tables, ours and the durable engine's, as they stand at one moment; the bot may go on running.

    Not in it: the knowledge index (`kb sync` makes it), support.yml and .env. It holds what customers wrote."""

    async def work() -> Manifest:
        async with opened() as (store, settings, _):
            return await back_up(store, settings, target)

    made = run_async(work)
    told: dict[str, Any] = {"file": str(target), "made_at": made.made_at.isoformat(), "schema": made.schema}
    if as_json:
        emit({**told, "rows": dict(made.rows)})
    else:
        typer.echo(f"{target}: {sum(made.rows.values())} rows of {len(made.rows)} tables, schema {made.schema}.")


def restore(
    source: Path = typer.Argument(..., help="A file that `backup` wrote."),  # noqa: B008
    as_json: bool = JsonOption,
) -> None:
    """Put a backup into an empty DATA_DIR, or an empty database at DATABASE_URL; either reads the other's.

    Calls to Slack that were open, or that may have been made since, are looked up there before they are made."""

    async def work() -> Restored:
        settings = load_settings()
        log_to_stderr(settings)
        with data_dir_lock(settings.data_dir):
            return await put_back(settings, source, SystemClock())

    done = run_async(work)
    told = {"made_at": done.made_at.isoformat(), "rows": done.rows, "open_posts": done.open_posts}
    if as_json:
        emit(told)
        return
    typer.echo(
        f"{done.rows} rows as of {done.made_at:%Y-%m-%d %H:%M} UTC; {done.open_posts} posts are looked up in Slack."
    )
    typer.echo("Next: `kb sync`, `doctor`, and `forget` again for whoever was erased since.")
