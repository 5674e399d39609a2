"""Bursts that are answered as one."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, false, text

from bot.store.records import TurnState
from bot.store.tables.base import metadata
from bot.store.types import UtcTime, Word

turns = Table(
    "turns",
    metadata,
    Column("id", String, primary_key=True),
    Column("ticket_id", String, ForeignKey("tickets.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Word(TurnState), nullable=False),
    Column("author", String, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("decided_at", UtcTime),
    Column("attempts", Integer, nullable=False),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    Column("worked_by", Integer),
    UniqueConstraint("ticket_id", "seq"),
    # A ticket gathers one burst at a time, whatever arrives at once.
    Index(
        "uq_turns_gathering",
        "ticket_id",
        unique=True,
        sqlite_where=text("state = 'gathering'"),
        postgresql_where=text("state = 'gathering'"),
    ),
    Index(None, "state", "due_at"),
)
