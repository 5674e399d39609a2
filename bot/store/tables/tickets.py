"""One row a thread, and where a ticket stood when."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from bot.domain.states import Resolution, ThreadState, TicketStatus
from bot.store.tables.base import metadata
from bot.store.types import UtcTime, Word

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
    Index(None, "opened_by"),
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
    Index(None, "at"),
)
