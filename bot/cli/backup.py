"""`backup`: the databases of DATA_DIR as they stand at one moment, also while the bot runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import JsonOption, emit, log_to_stderr, run_async
from bot.settings import load_settings
from bot.store.backup import back_up


def backup(
    target: Annotated[Path, typer.Argument(help="An empty folder, or one to be made.")], as_json: bool = JsonOption
) -> None:
    """Copy the databases of DATA_DIR into a folder; the bot may go on running. (PostgreSQL: use pg_dump.)"""

    async def work() -> list[Path]:
        settings = load_settings()
        log_to_stderr(settings)
        return await back_up(settings.data_dir, target)

    written = run_async(work)
    if as_json:
        emit({"files": [str(path) for path in written]})
    else:
        for path in written:
            typer.echo(str(path))
