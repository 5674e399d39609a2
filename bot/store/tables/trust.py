"""Audited answers, and what they earned an intent or cost it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, true

from bot.domain import TrustEventKind
from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime, Word

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
    Column("stood", Boolean, nullable=False, server_default=true()),
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
