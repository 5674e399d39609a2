"""Several processes on one database: who runs, who works on what, when the next post may go, and the knowledge index
that all search. Unused on SQLite."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    true,
)

from bot.store.tables.base import metadata
from bot.store.types import UtcTime

executors = Table(
    "executors",
    metadata,
    # The fencing number: no process gets one that another has had.
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("place", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    # Since Slack's hello, as of `seen_at`; null while there is no connection.
    Column("connected_since", UtcTime),
    # What was said before that is still to be read: by whoever buries it, if it ends before.
    Column("owes_reading", Boolean, nullable=False, server_default=true()),
    sqlite_autoincrement=True,
)

leases = Table(
    "leases",
    metadata,
    Column("key", String, primary_key=True),
    # Who holds it is gone when its executor is, in the same transaction.
    Column("executor", Integer, ForeignKey("executors.number", ondelete="CASCADE"), nullable=False, index=True),
)

rate_gates = Table(
    "rate_gates",
    metadata,
    Column("key", String, primary_key=True),
    # Epoch seconds by the database's clock: the theoretical arrival time of the generic cell rate algorithm.
    Column("free_at", Float, nullable=False),
)

index_builds = Table(
    "index_builds",
    metadata,
    # The newest one of an embedding model is the one to be searched.
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("build", String, nullable=False),
    Column("embedding", String, nullable=False),
    Column("format", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("published_at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

index_parts = Table(
    "index_parts",
    metadata,
    Column("build_seq", Integer, ForeignKey("index_builds.seq", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("build_seq", "number"),
)
