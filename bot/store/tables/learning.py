"""What people did and said about answers, and what answers cost."""

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
    text,
    true,
)

from bot.domain import TrustEventKind
from bot.store.records import FlagVerdict
from bot.store.review_records import ReviewOutcome
from bot.store.tables.base import metadata
from bot.store.types import FreeText, JsonText, UtcTime, Word

actions = Table(
    "actions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("ticket_id", String),
    Column("decision_id", String),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("detail", JsonText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("hash", String, nullable=False, server_default=""),
    Index(None, "ticket_id"),
    Index(None, "decision_id"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("post_id", String, nullable=False),
    Column("user", String, nullable=False),
    Column("vote", String, nullable=False),
    Column("word", FreeText, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("post_id", "user"),
)

flags = Table(
    "flags",
    metadata,
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("ts", String, nullable=False),
    Column("decision_id", String),
    Column("by", String, nullable=False),
    Column("verdict", Word(FlagVerdict), nullable=False),
    Column("correction", FreeText, nullable=False),
    Column("cause", FreeText, nullable=False),
    Column("note", FreeText, nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("channel", "ts", "by"),
    Index(None, "decision_id"),
)

article_flags = Table(
    "article_flags",
    metadata,
    Column("article_id", String, nullable=False),
    Column("flag_id", String, ForeignKey("flags.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("cleared_at", UtcTime),
    Column("cleared_by", String),
    PrimaryKeyConstraint("article_id", "flag_id"),
)

article_reviews = Table(
    "article_reviews",
    metadata,
    Column("id", String, primary_key=True),
    Column("article_id", String, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("outcome", Word(ReviewOutcome), nullable=False),
    Column("decided_by", String),
    Column("decided_at", UtcTime),
    Column("origin", FreeText, nullable=False),
    Column("text_before", FreeText, nullable=False),
    Column("text_after", FreeText, nullable=False),
    Column("content", String, nullable=False),
    Column("returned_at", UtcTime),
    Index(None, "article_id"),
    # One open period an article, whoever flags it at once.
    Index(
        "uq_article_reviews_open",
        "article_id",
        unique=True,
        sqlite_where=text("outcome = 'open'"),
        postgresql_where=text("outcome = 'open'"),
    ),
)

audits = Table(
    "audits",
    metadata,
    Column("id", String, primary_key=True),
    Column("intent", String, nullable=False),
    Column("engine", String, nullable=False),
    Column("accurate", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("source", String, nullable=False),
    Column("decision_id", String),
    Column("account", String, nullable=False, server_default=""),
    Column("question", FreeText, nullable=False, server_default=""),
    Column("counted", Boolean, nullable=False, server_default=true()),
    Index(None, "intent", "engine", "at"),
    Index(None, "decision_id"),
)

trust_events = Table(
    "trust_events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("intent", String, nullable=False),
    Column("engine", String, nullable=False),
    Column("kind", Word(TrustEventKind), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", String, nullable=False),
    Column("reason", FreeText, nullable=False),
    Index(None, "intent", "engine", "at"),
)

model_calls = Table(
    "model_calls",
    metadata,
    Column("id", String, primary_key=True),
    Column("ticket_id", String),
    Column("model", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("cache_write_tokens", Integer, nullable=False),
    Column("cache_read_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("cost_usd", Float, nullable=False),
    Column("ms", Float, nullable=False),
    Column("outcome", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index(None, "at"),
    Index(None, "ticket_id"),
)

summaries = Table(
    "summaries",
    metadata,
    Column("ticket_id", String, primary_key=True),
    Column("covered", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("text", FreeText, nullable=False),
    Column("at", UtcTime, nullable=False),
)
