"""Writes the files by which upgrades are tested: `python -m tests.schemas` makes those that are missing in
tests/data/schemas, one a schema and database. A file that is there is never changed: somebody's database is so."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Boolean, Connection, DateTime, Float, Integer, LargeBinary, MetaData, text

from bot.domain import Decision
from bot.domain.codec import encode
from bot.store.database import Database
from bot.store.migrate import known_revisions, migrate
from tests.fakes.databases import own_database
from tests.store.rows import answer

FOLDER = Path(__file__).parent / "data" / "schemas"
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PAYLOAD = '{"kind":"posted","channel":"C1","ts":"1700000001.000100","user":"U0DANA0001","text":"How do I export?"}'
IDS = {"ticket_id": "T1", "turn_id": "TN1", "decision_id": "D1", "flag_id": "F1", "incident_id": "I1", "post_id": "P1"}
OWN_IDS = {"tickets": "T1", "turns": "TN1", "decisions": "D1", "flags": "F1", "incidents": "I1", "posts": "P1"}
WORDS: dict[tuple[str, str], Any] = {
    ("inbox", "payload"): PAYLOAD,
    ("inbox", "state"): "done",
    ("tickets", "state"): "open",
    ("turns", "state"): "decided",
    ("messages", "role"): "customer",
    ("messages", "text"): "How do I export?",
    ("messages", "heard"): None,
    ("decisions", "payload"): encode(answer(), Decision),
    ("drafts", "state"): "pending",
    ("posts", "state"): "sent",
    ("posts", "body"): '{"text":"Open Reports."}',
    ("posts", "guard"): None,
    ("actions", "detail"): '{"reason":"kept"}',
    ("actions", "hash"): "",
    ("flags", "verdict"): "inaccurate",
    ("ticket_states", "status"): "resolved",
    ("ticket_states", "how"): "confirmed",
    ("article_reviews", "outcome"): "open",
    ("trust_events", "kind"): "pass",
    ("canaries", "kind"): "number",
    ("canaries", "state"): "caught",
    ("erasures", "names"): "[]",
    ("erasures", "counts"): "{}",
}


def fill(connection: Connection) -> None:
    """One row a table, as its columns are at that schema."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name != "alembic_version":
            row = {column.name: _value(table.name, column.name, column.type, connection) for column in table.columns}
            connection.execute(table.insert(), row)
            if connection.dialect.name == "postgresql" and "seq" in table.c and table.c.seq.primary_key:
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'seq'), 1)"))


def _value(table: str, name: str, kind: Any, connection: Connection) -> Any:
    if (table, name) in WORDS:
        return WORDS[table, name]
    if name == "id" and table in OWN_IDS:
        return OWN_IDS[table]
    if isinstance(kind, DateTime):
        return AT.replace(tzinfo=None) if connection.dialect.name == "sqlite" else AT
    if isinstance(kind, LargeBinary):
        return b"content"
    if isinstance(kind, Boolean | Integer | Float):
        return {Boolean: True, Integer: 1, Float: 0.5}[
            next(t for t in (Boolean, Integer, Float) if isinstance(kind, t))
        ]
    return IDS.get(name, f"{table}-{name}")


async def _at(url: str, revision: str) -> None:
    database = Database(url)
    try:
        await migrate(database, revision)
        async with database.write() as tx:
            await tx.run_sync(fill)
    finally:
        await database.close()


def _sqlite(revision: str) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "earnest.db"
        asyncio.run(_at(f"sqlite:///{path}", revision))
        with closing(sqlite3.connect(path)) as database:
            return "\n".join(database.iterdump()) + "\n"


def _postgresql(revision: str) -> str:
    for url in own_database():
        asyncio.run(_at(url, revision))
        options = ("--inserts", "--no-owner", "--no-privileges", "--no-comments", "--rows-per-insert=1")
        told = subprocess.run(["pg_dump", *options, url], capture_output=True, text=True, check=True, env=os.environ)  # noqa: S603, S607
        noise = ("--", "SET ", "SELECT pg_catalog.set_config", "\\")
        lines = [line for line in told.stdout.splitlines() if line.strip() and not line.startswith(noise)]
        return "\n".join(lines) + "\n"
    raise RuntimeError("no PostgreSQL answers")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for number in sorted(known_revisions()):
        for kind, made in (("sqlite", _sqlite), ("postgresql", _postgresql)):
            file = FOLDER / f"{number}.{kind}.sql"
            if not file.exists():
                file.write_text(made(number), encoding="utf-8")
                print(file)  # noqa: T201
