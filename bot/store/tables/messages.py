"""What was said in a thread."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, false

from bot.domain.message_parts import Heard
from bot.store.records import Role
from bot.store.tables.base import metadata
from bot.store.types import Coded, FreeText, UtcTime, Word

messages = Table(
    "messages",
    metadata,
    Column("channel", String, nullable=False),
    Column("ts", String, nullable=False),
    Column("ticket_id", String, ForeignKey("tickets.id"), nullable=False),
    Column("turn_id", String, ForeignKey("turns.id")),
    Column("author", String, nullable=False),
    Column("role", Word(Role), nullable=False),
    Column("text", FreeText, nullable=False),
    Column("files", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("edited_ts", String),
    Column("said_at", UtcTime, nullable=False),
    Column("thread_ts", String),
    Column("heard", Coded(Heard)),
    Column("chatter", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("channel", "ts"),
    Index(None, "ticket_id", "ts"),
    Index(None, "turn_id"),
    Index(None, "said_at"),
)
