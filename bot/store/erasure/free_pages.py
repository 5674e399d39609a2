"""Makes a database forget on disk what its tables do not hold any more: free pages, and the log of writes."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from bot.errors import TransientError
from bot.store.database import Database

PATIENCE_S = 15.0
AGAIN_S = 0.1


async def compact_file(path: Path) -> None:
    """Rewrite a SQLite file without free pages and empty its log. A bot that writes meanwhile waits for it.

    Raises TransientError where it is busy."""
    await asyncio.to_thread(_compact, path)


def _compact(path: Path) -> None:
    if not path.exists():
        return
    until = time.monotonic() + PATIENCE_S
    with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)) as database:
        try:
            database.execute("PRAGMA secure_delete=ON")
            database.execute("VACUUM")
            # A reader that still looks at an older state keeps the log; soon it does not.
            while database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                if time.monotonic() > until:
                    raise TransientError(f"{path}: somebody reads from it; its log could not be emptied")
                time.sleep(AGAIN_S)
        except sqlite3.OperationalError as error:
            raise TransientError(f"{path}: could not be rewritten ({error})") from None


async def compact_server(database: Database, schemas: tuple[str, ...]) -> None:
    """Rewrite all tables of PostgreSQL schemas. Each is locked for as long as that takes. Raises TransientError."""
    async with database.read() as connection:
        names = await connection.run_sync(lambda plain: _names(plain, schemas))
    async with database.unjoined() as connection:
        await connection.execute(text(f"SET lock_timeout = '{int(PATIENCE_S)}s'"))
        for name in names:
            await connection.execute(text(f"VACUUM FULL {name}"))
        await connection.execute(text("RESET lock_timeout"))


def _names(connection: Connection, schemas: tuple[str, ...]) -> list[str]:
    look, quote = inspect(connection), connection.dialect.identifier_preparer.quote
    here = [schema for schema in look.get_schema_names() if schema in schemas]
    return [f"{quote(schema)}.{quote(table)}" for schema in here for table in look.get_table_names(schema=schema)]
