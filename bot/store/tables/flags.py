"""What customers and staff said about answers, and about the articles these leaned on."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, String, Table, UniqueConstraint

from bot.store.records import FlagVerdict
from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime, Word

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
