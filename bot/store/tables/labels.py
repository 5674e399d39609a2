"""What people said questions are about, and the classifiers that learned from it."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table

from bot.domain.labels import LabelSource, VersionState
from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime, Word

intent_labels = Table(
    "intent_labels",
    metadata,
    Column("id", String, primary_key=True),
    Column("ticket_id", String, ForeignKey("tickets.id"), nullable=False),
    Column("decision_id", String, nullable=False),
    Column("source", Word(LabelSource), nullable=False),
    Column("intent", String, nullable=False),
    Column("was", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("place", String, nullable=False),
    Column("text", FreeText, nullable=False),
    Index(None, "at"),
    Index(None, "asked_at"),
    Index(None, "decision_id"),
    Index(None, "ticket_id"),
)

classifier_versions = Table(
    "classifier_versions",
    metadata,
    Column("id", String, primary_key=True),
    Column("made_at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("state", Word(VersionState), nullable=False),
    Column("learned", Integer, nullable=False),
    Column("held_out", Integer, nullable=False),
    Column("right_before", Integer, nullable=False),
    Column("right_after", Integer, nullable=False),
    Column("recall_policy", Float, nullable=False),
    Column("recall_after", Float, nullable=False),
)
