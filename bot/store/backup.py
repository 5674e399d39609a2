"""Copies of DATA_DIR's databases, taken while the bot runs.

A plain copy of the folder is a backup as well: between two checkpoints the `.db` files do not change and `-wal` files
only grow, so a copy of both, in any order, opens with every transaction that was committed when its `-wal` was copied.
Checkpoints come once in 64 MB of writes (sqlite.CHECKPOINT_PAGES); a plain copy that one falls into has to be made
again. `back_up` has no such moment, and writes one file a database."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

from bot.errors import PermanentError, TransientError


async def back_up(data_dir: Path, target: Path) -> list[Path]:
    """Copy every database in `data_dir` into the folder `target`, each as it stands at one moment; the files written.

    Raises PermanentError (nothing there, target not writable, target has one already) and TransientError (locked)."""
    return await asyncio.to_thread(_copy_all, data_dir, target)


def _copy_all(data_dir: Path, target: Path) -> list[Path]:
    sources = sorted(data_dir.glob("*.db"))
    if not sources:
        raise PermanentError(f"{data_dir}: there is no database to back up; is this the right DATA_DIR?")
    return [_copy(source, target / source.name) for source in sources]


def _copy(source: Path, target: Path) -> Path:
    if target.exists():
        raise PermanentError(f"{target}: exists already; name an empty folder")
    part = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=5)) as database:
            database.execute("VACUUM INTO ?", (str(part),))
        part.rename(target)  # a name without .part is a whole copy
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise TransientError(f"{source}: locked by another process; try again") from None
        raise PermanentError(f"{source}: cannot be copied to {target} ({error}); is there space?") from None
    except (OSError, sqlite3.DatabaseError) as error:
        raise PermanentError(f"{source}: cannot be copied to {target} ({error})") from None
    return target
