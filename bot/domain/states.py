"""Where a draft and a thread stand: closed words that are stored."""

from __future__ import annotations

from enum import StrEnum


class DraftState(StrEnum):
    """Where a decision's answer stands. `none`: there was nothing to approve; `posted`: Tier 0."""

    NONE = "none"
    PENDING = "pending"
    APPROVED = "approved"
    EDITED = "edited"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    POSTED = "posted"


class ThreadState(StrEnum):
    """Whose thread it is."""

    OPEN = "open"
    WITH_PEOPLE = "with_people"
    CLOSED = "closed"
