"""Many rows at once, past all rules of the bot: for a bench that wants to find the tables as years leave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import create_engine, text

from bot.store.database import synchronous
from bot.store.tables import metadata

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def insert_rows(url: str, batches: Iterable[Rows]) -> int:
    """Insert rows by the name of their table into a migrated database that nobody uses, a commit a batch; how many.
    Raises ConfigError where the address is none."""
    engine, written = create_engine(synchronous(url)), 0
    try:
        with closing(engine.connect()) as connection:
            for rows in batches:
                for table in metadata.sorted_tables:
                    if rows.get(table.name):
                        connection.execute(table.insert(), [dict(row) for row in rows[table.name]])
                        written += len(rows[table.name])
                connection.commit()
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text("VACUUM ANALYZE"))  # which its own upkeep does long before a year is over
    finally:
        engine.dispose()
    return written
