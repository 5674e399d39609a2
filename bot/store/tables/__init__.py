"""The tables. Unique keys hold the promises: one ticket a thread, one decision a revision, one post a purpose."""

from bot.store.tables.article_reviews import article_reviews
from bot.store.tables.audit_log import actions
from bot.store.tables.base import metadata
from bot.store.tables.canaries import canaries
from bot.store.tables.channels import channels
from bot.store.tables.decisions import citations, decisions, drafts
from bot.store.tables.flags import article_flags, feedback, flags
from bot.store.tables.fleet import executors, index_builds, index_parts, leases, rate_gates
from bot.store.tables.gap_articles import closed_questions, gap_articles
from bot.store.tables.inbox import inbox
from bot.store.tables.incidents import incident_threads, incidents
from bot.store.tables.labels import classifier_versions, intent_labels
from bot.store.tables.messages import messages
from bot.store.tables.meta import meta
from bot.store.tables.model_calls import model_calls, summaries
from bot.store.tables.posts import posts
from bot.store.tables.tickets import ticket_states, tickets
from bot.store.tables.trust import audits, trust_events
from bot.store.tables.turns import turns
from bot.store.tables.upkeep import erasures, written_files

__all__ = [
    "actions",
    "article_flags",
    "article_reviews",
    "audits",
    "canaries",
    "channels",
    "citations",
    "classifier_versions",
    "closed_questions",
    "decisions",
    "drafts",
    "erasures",
    "executors",
    "feedback",
    "flags",
    "gap_articles",
    "inbox",
    "incident_threads",
    "incidents",
    "index_builds",
    "index_parts",
    "intent_labels",
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
