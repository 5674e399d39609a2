"""What looking after the installation leaves behind: erasures that were asked for, and files that we wrote."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, String, Table

from bot.store.tables.base import metadata
from bot.store.types import FreeText, JsonText, UtcTime

erasures = Table(
    "erasures",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    # Whom it is about, and names to be removed; a stand-in and nothing once it is finished.
    Column("subject", FreeText, nullable=False),
    Column("names", JsonText, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("counts", JsonText, nullable=False),
)

written_files = Table(
    "written_files",
    metadata,
    Column("path", FreeText, primary_key=True),
    Column("what", String, nullable=False),
    Column("redacted", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)
