"""Where a draft and a thread stand, and what was done to them: closed words that are stored."""

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


class TicketStatus(StrEnum):
    """Whether a ticket is finished. An open one waits for us or for its customer: messages say which."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"


class Resolution(StrEnum):
    """How a resolution is known: somebody said so, or nobody said anything for long enough."""

    CONFIRMED = "confirmed"
    ASSUMED = "assumed"


class Act(StrEnum):
    """What the audit log says was done. A card's history has a line for each (texts/card_history.py)."""

    APPROVE = "approve"
    EDIT = "edit"
    REASSIGN = "reassign"
    DECLINE = "decline"
    DRAFT_NEAR = "draft_near"
    RELABEL = "relabel"
    REPLY = "reply"
    TAKE = "take"
    GIVE_BACK = "give_back"
    STAFF_REPLIED = "staff_replied"
    ACCURATE = "accurate"
    INACCURATE = "inaccurate"
    FLAG = "flag"
    QUESTION_EDITED = "question_edited"
    QUESTION_DELETED = "question_deleted"
    QUESTION_REPHRASED = "question_rephrased"
    WITHDRAWN = "withdrawn"
    PAUSE = "pause"
    RESUME = "resume"
    OVERRULE = "overrule"
    SEVERE = "severe"
    CUSTOMER_FLAG = "customer_flag"
    CORRECTED = "corrected"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    HOLD = "hold"
    INCIDENT_NOTE = "incident_note"
    INCIDENT_UPDATE = "incident_update"
    INCIDENT_END = "incident_end"
    ARTICLE_STILL_RIGHT = "article_still_right"
    ARTICLE_EDITED = "article_edited"
    ARTICLE_RETIRED = "article_retired"
    GAP_ASKED = "gap_asked"
    GAP_PUBLISHED = "gap_published"
    GAP_DROPPED = "gap_dropped"
    CLASSIFIER_BACK = "classifier_back"


# Done on a card whose draft waits on: whoever clicks too late is told who decided, and these decide nothing.
DECIDE_NOTHING = frozenset({Act.REASSIGN, Act.FLAG, Act.RELABEL})
