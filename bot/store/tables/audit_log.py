"""What was done, each line chained to the one before."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from bot.store.tables.base import metadata
from bot.store.types import JsonText, UtcTime

actions = Table(
    "actions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("ticket_id", String),
    Column("decision_id", String),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("detail", JsonText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("hash", String, nullable=False, server_default=""),
    Index(None, "ticket_id"),
    Index(None, "decision_id"),
    Index(None, "at"),
)
