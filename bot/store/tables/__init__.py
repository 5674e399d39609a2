"""The tables. Unique keys hold the promises: one ticket a thread, one decision a revision, one post a purpose."""

from bot.store.tables.base import metadata
from bot.store.tables.conversations import inbox, messages, ticket_states, tickets, turns
from bot.store.tables.fleet import executors, leases, rate_gates
from bot.store.tables.incidents import incident_threads, incidents
from bot.store.tables.learning import (
    actions,
    article_flags,
    article_reviews,
    audits,
    feedback,
    flags,
    model_calls,
    summaries,
    trust_events,
)
from bot.store.tables.outcome import citations, decisions, drafts, posts
from bot.store.tables.places import channels, meta
from bot.store.tables.upkeep import erasures, written_files

__all__ = [
    "actions",
    "article_flags",
    "article_reviews",
    "audits",
    "channels",
    "citations",
    "decisions",
    "drafts",
    "erasures",
    "executors",
    "feedback",
    "flags",
    "inbox",
    "incident_threads",
    "incidents",
    "leases",
    "messages",
    "meta",
    "metadata",
    "model_calls",
    "posts",
    "rate_gates",
    "summaries",
    "ticket_states",
    "tickets",
    "trust_events",
    "turns",
    "written_files",
]
