"""Bursts of alike questions: each incident, and the threads that belong to it."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, PrimaryKeyConstraint, String, Table, text

from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime

incidents = Table(
    "incidents",
    metadata,
    Column("id", String, primary_key=True),
    Column("intent", String, nullable=False),
    Column("name", FreeText, nullable=False),
    Column("usual", Float, nullable=False),
    Column("began_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("ended_by", String),
    # One open incident an intent, however many processes see the burst at once.
    Index(
        "uq_incidents_open",
        "intent",
        unique=True,
        sqlite_where=text("ended_at is null"),
        postgresql_where=text("ended_at is null"),
    ),
)

incident_threads = Table(
    "incident_threads",
    metadata,
    Column("incident_id", String, ForeignKey("incidents.id"), nullable=False),
    Column("ticket_id", String, ForeignKey("tickets.id"), nullable=False),
    Column("account", String, nullable=False),
    Column("intent", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("incident_id", "ticket_id"),
    Index(None, "ticket_id"),
)
