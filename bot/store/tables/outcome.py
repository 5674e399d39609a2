"""What was decided, what was drafted, and what is to be posted."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from bot.domain.states import DraftState
from bot.store.records import PostState
from bot.store.tables.base import metadata
from bot.store.types import FreeText, JsonText, UtcTime, Word

decisions = Table(
    "decisions",
    metadata,
    Column("id", String, primary_key=True),
    Column("turn_id", String, ForeignKey("turns.id"), nullable=False),
    Column("ticket_id", String, ForeignKey("tickets.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("tier", Integer, nullable=False),
    Column("team", String, nullable=False),
    Column("intent", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("not_a_request", Boolean, nullable=False),
    Column("payload", FreeText, nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    Column("current", Boolean, nullable=False),
    UniqueConstraint("turn_id", "revision"),
    Index(None, "ticket_id", "decided_at"),
    Index(None, "decided_at"),
)

citations = Table(
    "citations",
    metadata,
    Column("decision_id", String, ForeignKey("decisions.id"), nullable=False),
    Column("passage_id", String, nullable=False),
    Column("article_id", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("decision_id", "passage_id"),
    Index(None, "article_id", "at"),
    Index(None, "passage_id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("decision_id", String, ForeignKey("decisions.id"), primary_key=True),
    Column("text", FreeText, nullable=False),
    Column("state", Word(DraftState), nullable=False),
    Column("decided_by", String),
    Column("decided_at", UtcTime),
    Column("final_text", FreeText),
    Column("made_at", UtcTime, nullable=False),
    Index(None, "state", "made_at"),
)

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
        sqlite_where=text("state in ('due', 'sending')"),
        postgresql_where=text("state in ('due', 'sending')"),
    ),
    Index(None, "slack_channel", "slack_ts"),
    Index(None, "ticket_id"),
    Index(None, "decision_id"),
)
