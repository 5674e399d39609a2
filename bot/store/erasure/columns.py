"""What each text column holds, and so what becomes of it. A column without a rule is a failing test. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from sqlalchemy import Boolean, Column, Float, Integer, LargeBinary, Table

from bot.store.types import UtcTime, Word


class Rule(Enum):
    """KEPT: ids of rows, Slack's ids and times, closed words; they say nothing of anybody by themselves.
    PERSON: a Slack user's id. ACCOUNT, CHANNEL: a customer company's name, a channel's name.
    SAID, WRITTEN, LOGGED: words of a conversation, of answers and what people made of them, of the audit log.
    OWN: the erasure's own notes, cleared when it is finished."""

    KEPT = auto()
    PERSON = auto()
    ACCOUNT = auto()
    CHANNEL = auto()
    SAID = auto()
    WRITTEN = auto()
    LOGGED = auto()
    OWN = auto()


WORDS = frozenset({Rule.SAID, Rule.WRITTEN, Rule.LOGGED})


def _kept(*names: str) -> dict[str, Rule]:
    return dict.fromkeys(names, Rule.KEPT)


_PERSON, _SAID, _WRITTEN = Rule.PERSON, Rule.SAID, Rule.WRITTEN
RULES: Mapping[str, Mapping[str, Rule]] = {
    "inbox": {**_kept("id", "kind", "channel", "ts", "thread_ts", "note"), "author": _PERSON, "payload": _SAID},
    "tickets": {
        **_kept("id", "channel", "thread_ts", "opened_by_team", "team", "forced", "last_author_ts"),
        **dict.fromkeys(("opened_by", "owner", "taken_by"), _PERSON),
        "account": Rule.ACCOUNT,
    },
    "turns": {**_kept("id", "ticket_id"), "author": _PERSON},
    "messages": {
        **_kept("channel", "ts", "ticket_id", "turn_id", "edited_ts", "thread_ts"),
        "author": _PERSON,
        "text": _SAID,
        "heard": _SAID,
    },
    "ticket_states": {**_kept("id", "ticket_id"), "by": _PERSON},
    "incidents": {**_kept("id", "intent"), "name": _SAID, "ended_by": _PERSON},
    "incident_threads": {**_kept("incident_id", "ticket_id", "intent"), "account": Rule.ACCOUNT},
    "decisions": {**_kept("id", "turn_id", "ticket_id", "team", "intent"), "payload": _SAID},
    "citations": _kept("decision_id", "passage_id", "article_id"),
    "drafts": {**_kept("decision_id"), "text": _WRITTEN, "final_text": _WRITTEN, "decided_by": _PERSON},
    "posts": {
        **_kept("id", "dedupe_key", "kind", "lane", "channel", "thread_ts", "ticket_id", "decision_id", "guard"),
        **_kept("slack_channel", "slack_ts", "error", "form", "why"),
        "body": _SAID,
    },
    "actions": {
        **_kept("id", "ticket_id", "decision_id", "action", "hash"),
        "actor": _PERSON,
        "detail": Rule.LOGGED,
    },
    "feedback": {**_kept("post_id", "vote"), "user": _PERSON, "word": _SAID},
    "flags": {
        **_kept("id", "channel", "ts", "decision_id"),
        "by": _PERSON,
        **dict.fromkeys(("correction", "cause", "note"), _WRITTEN),
    },
    "article_flags": {**_kept("article_id", "flag_id"), "cleared_by": _PERSON},
    # The knowledge base's own words: an erasure takes out a person's id and names, nothing else.
    "article_reviews": {
        **_kept("id", "article_id", "origin", "text_before", "text_after", "content"),
        "decided_by": _PERSON,
    },
    # A draft is what people wrote; published, it is the knowledge base's, and the file is the operator's.
    "gap_articles": {
        **_kept("id", "tickets", "engine", "file", "problem"),
        **dict.fromkeys(("asked_by", "decided_by"), _PERSON),
        "name": _SAID,
        **dict.fromkeys(("title", "text"), _WRITTEN),
    },
    "canaries": {
        **_kept("id", "decision_id", "ticket_id", "because"),
        "by": _PERSON,
        **dict.fromkeys(("text", "error", "was"), _WRITTEN),
    },
    "closed_questions": _kept("ticket_id"),
    "audits": {
        **_kept("id", "intent", "engine", "source", "decision_id"),
        "account": Rule.ACCOUNT,
        "question": _SAID,
    },
    "intent_labels": {
        **_kept("id", "ticket_id", "decision_id", "intent", "was"),
        "by": _PERSON,
        "place": Rule.ACCOUNT,
        "text": _SAID,
    },
    "classifier_versions": _kept("id"),
    "trust_events": {**_kept("id", "intent", "engine"), "by": _PERSON, "reason": Rule.LOGGED},
    "model_calls": _kept("id", "ticket_id", "model", "purpose", "outcome"),
    "summaries": {**_kept("ticket_id", "digest"), "text": _SAID},
    "channels": {**_kept("id", "last_seen_ts"), "name": Rule.CHANNEL},
    "meta": _kept("key", "value"),
    "executors": _kept("place"),
    # A line of the inbox is named after its channel or, without one, after who acted; it is gone when it is worked on.
    "leases": _kept("key"),
    "rate_gates": _kept("key"),
    "index_builds": _kept("build", "embedding", "digest"),  # of articles
    "index_parts": {},
    "erasures": {**_kept("id", "kind", "counts"), "subject": Rule.OWN, "names": Rule.OWN},
    "written_files": _kept("path", "what"),
}


def text_columns(table: Table) -> list[Column[object]]:
    """The columns that could hold words: all but numbers, times, closed sets of words, and bytes, which are archives of
    articles."""
    return [
        column
        for column in table.columns
        if not isinstance(column.type, Integer | Float | Boolean | UtcTime | Word | LargeBinary)
    ]
