"""Payloads that Slack sent, stored before Slack is told so."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, text

from bot.store.records import InboxState
from bot.store.tables.base import metadata
from bot.store.types import FreeText, UtcTime, Word

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", FreeText, nullable=False, unique=True),
    Column("kind", FreeText, nullable=False),
    Column("channel", FreeText, nullable=False),
    Column("ts", FreeText, nullable=False),
    Column("thread_ts", FreeText),
    Column("author", FreeText, nullable=False),
    Column("payload", FreeText, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("state", Word(InboxState), nullable=False),
    Column("note", FreeText, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcTime),
    Index("ix_inbox_new", "seq", sqlite_where=text("state = 'new'"), postgresql_where=text("state = 'new'")),
)
