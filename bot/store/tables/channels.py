"""Slack's channels, and how far each has been read."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, String, Table

from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime

channels = Table(
    "channels",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", FreeText, nullable=False),
    Column("is_ext_shared", Boolean, nullable=False),
    Column("last_seen_ts", String, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)
