"""Periods in which an article was flagged."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, text

from bot.store.records import ReviewOutcome
from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime, Word

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
