"""What was decided, on which passages, and what was drafted."""

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
)

from bot.domain.states import DraftState
from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime, Word

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
