"""What answers cost, and summaries that spare a call."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, String, Table

from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime

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
