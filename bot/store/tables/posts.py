"""What is to be posted, and what was."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, false, text, true

from bot.store.records import PostState
from bot.store.tables.base import metadata
from bot.store.types import FreeText, JsonText, UtcTime, Word

_OPEN = "state in ('due', 'sending')"
# A query that is to go by the index of what waits says its condition word for word: SQLite looks no further, and would
# read all that was ever posted.
IS_OPEN = text(f"posts.{_OPEN}")

posts = Table(
    "posts",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("dedupe_key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread_ts", String),
    Column("ticket_id", String, ForeignKey("tickets.id")),
    Column("decision_id", String, ForeignKey("decisions.id")),
    Column("body", JsonText, nullable=False),
    Column("guard", JsonText),
    Column("state", Word(PostState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcTime),
    Column("slack_channel", String),
    Column("slack_ts", String),
    Column("error", FreeText, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    Column("uncertain", Boolean, nullable=False, server_default=false()),
    Column("begun", Boolean, nullable=False, server_default=true()),
    Column("form", String, nullable=False, server_default=""),
    Column("why", FreeText, nullable=False, server_default=""),
    Column("worked_by", Integer),
    # `lane` holds the ordering key. Nothing overtakes in one, also with several processes: one call in flight each.
    Index(
        "uq_posts_sending",
        "lane",
        unique=True,
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index(
        "ix_posts_waiting",
        "lane",
        "seq",
        sqlite_where=text(_OPEN),
        postgresql_where=text(_OPEN),
    ),
    Index(None, "slack_channel", "slack_ts"),
    Index(None, "ticket_id"),
    Index(None, "decision_id"),
)
