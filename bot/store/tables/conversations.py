"""What came in, and the conversations it belongs to."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from bot.domain.message_parts import Heard
from bot.domain.states import Resolution, ThreadState, TicketStatus
from bot.store.records import InboxState, Role, TurnState
from bot.store.tables.base import metadata
from bot.store.types import Coded, FreeText, UtcTime, Word

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

tickets = Table(
    "tickets",
    metadata,
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("thread_ts", String, nullable=False),
    Column("opened_by", String, nullable=False),
    Column("opened_by_team", String),
    Column("account", String),
    Column("team", String, nullable=False),
    Column("owner", String),
    Column("state", Word(ThreadState), nullable=False),
    Column("taken_by", String),
    Column("opened_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("forced", String, nullable=False),
    Column("last_author_ts", String, nullable=False),
    UniqueConstraint("channel", "thread_ts"),
    Index(None, "channel", "opened_by", "last_author_ts"),
    Index(None, "state", "updated_at"),
)

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
    PrimaryKeyConstraint("channel", "ts"),
    Index(None, "ticket_id", "ts"),
    Index(None, "turn_id"),
)

ticket_states = Table(
    "ticket_states",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("ticket_id", String, ForeignKey("tickets.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("status", Word(TicketStatus), nullable=False),
    Column("by", String, nullable=False),
    Column("how", Word(Resolution)),
    Index(None, "ticket_id"),
)
