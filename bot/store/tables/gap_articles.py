"""Articles that close gaps, and the questions that were unanswered once and are not any more."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from bot.store.records import GapState
from bot.store.tables.base import metadata
from bot.store.types import FreeText, JsonText, UtcTime, Word

gap_articles = Table(
    "gap_articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", FreeText, nullable=False),
    Column("tickets", JsonText, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("state", Word(GapState), nullable=False),
    Column("title", FreeText, nullable=False),
    Column("text", FreeText, nullable=False),
    Column("engine", String, nullable=False),
    Column("left_out", Integer, nullable=False),
    Column("decided_by", String),
    Column("decided_at", UtcTime),
    Column("file", String, nullable=False),
    Column("problem", String, nullable=False),
    Index(None, "state"),
)

closed_questions = Table(
    "closed_questions",
    metadata,
    Column("ticket_id", String, primary_key=True),
    Column("at", UtcTime, nullable=False),
)
