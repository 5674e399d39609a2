"""Payloads that Slack sent: to be accepted, and accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class InboxState(StrEnum):
    """Whether an accepted payload has been worked on."""

    NEW = "new"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A payload to accept. `id` is its deduplication key, `payload` JSON text."""

    id: str
    kind: str
    payload: str
    channel: str = ""
    ts: str = ""
    thread_ts: str | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An accepted payload. `seq` grows in the order of arrival; `attempts` counts failed tries."""

    seq: int
    id: str
    kind: str
    payload: str
    channel: str
    ts: str
    thread_ts: str | None
    author: str
    received_at: datetime
    state: InboxState
    note: str
    attempts: int
    not_before: datetime | None
