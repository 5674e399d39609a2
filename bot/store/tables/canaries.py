"""Drafts with a planted error. No post to a customer can name one: posts name tickets and decisions."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from bot.domain.canary import CanaryState, Plant
from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime, Word

canaries = Table(
    "canaries",
    metadata,
    Column("id", String, primary_key=True),
    Column("decision_id", String, nullable=False),
    Column("ticket_id", String, nullable=False),
    Column("because", String, nullable=False, unique=True),
    Column("kind", Word(Plant), nullable=False),
    Column("sentence", Integer, nullable=False),
    Column("text", FreeText, nullable=False),
    Column("error", FreeText, nullable=False),
    Column("was", FreeText, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("state", Word(CanaryState), nullable=False),
    Column("by", String),
    Column("decided_at", UtcTime),
    Index(None, "by", "decided_at"),
    Index(None, "decision_id"),
    Index(None, "ticket_id"),
    Index(None, "state"),
)
