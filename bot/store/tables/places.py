"""Who and where: people, channels, and small facts to remember."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, PrimaryKeyConstraint, String, Table

from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime

people = Table(
    "people",
    metadata,
    Column("team_id", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("name", FreeText, nullable=False),
    Column("is_bot", Boolean, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("team_id", "user_id"),
    Index(None, "user_id"),
)

channels = Table(
    "channels",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", FreeText, nullable=False),
    Column("is_ext_shared", Boolean, nullable=False),
    Column("last_seen_ts", String, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", FreeText, nullable=False),
)
