"""Tells how a database stands to this version's tables, without changing either."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError

from bot.store.database import Database
from bot.store.migrate import known_revisions, refused, version_of


class Standing(Enum):
    """ABSENT: a SQLite file that is not there. EMPTY: no tables of ours yet. NEWER: written by a later version."""

    ABSENT = auto()
    EMPTY = auto()
    BEHIND = auto()
    CURRENT = auto()
    NEWER = auto()


@dataclass(frozen=True, slots=True)
class Schema:
    """`version` is the last migration the database has seen, `newest` this version's last one."""

    kind: str
    standing: Standing
    version: str = ""
    newest: str = ""


async def read_schema(url: str) -> Schema:
    """Look at the database behind an address as `Store.open` takes it; makes no file and no table.

    Raises ConfigError (wrong address), TransientError (unreachable, locked), PermanentError (damaged)."""
    if _absent(url):
        return Schema("sqlite", Standing.ABSENT)
    database = Database(url)
    try:
        async with database.read() as connection:
            return await connection.run_sync(_compare)
    finally:
        await database.close()


def _absent(url: str) -> bool:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return False  # Database has the words for it
    path = parsed.database if parsed.get_backend_name() == "sqlite" else None
    return bool(path) and path != ":memory:" and not Path(str(path)).exists()


def _compare(connection: Connection) -> Schema:
    known, version = known_revisions(), version_of(connection)
    newest, kind = max(known), connection.dialect.name
    if not version:
        return Schema(kind, Standing.EMPTY, version, newest)
    if version not in known:
        return Schema(kind, Standing.NEWER if refused(connection) else Standing.CURRENT, version, newest)
    return Schema(kind, Standing.CURRENT if version == newest else Standing.BEHIND, version, newest)
