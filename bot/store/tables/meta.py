"""Small facts to remember."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from bot.store.tables.base import metadata
from bot.store.types import FreeText

meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", FreeText, nullable=False),
)
