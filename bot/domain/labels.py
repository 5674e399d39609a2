"""What people of the desk said a question is about, and the classifiers that were trained on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import DecisionId, TicketId, UserId


class LabelSource(StrEnum):
    """How an intent is known: a person named it on the card, or an audit found right an answer that rests on it."""

    CORRECTED = "corrected"
    AUDITED = "audited"


@dataclass(frozen=True, slots=True)
class IntentLabel:
    """The `intent` of a question, as people see it; `was` is what was read at first. `text` is the question, empty once
    it is erased or too old, and `asked_at` its time. `place` is the account, or the channel where none is known."""

    id: str
    ticket_id: TicketId
    decision_id: DecisionId
    source: LabelSource
    intent: str
    was: str
    by: UserId
    at: datetime
    asked_at: datetime
    place: str
    text: str


class VersionState(StrEnum):
    """`used`: in use unless a newer one is; `refused`: worse than the one in use; `undone`: somebody went back."""

    USED = "used"
    REFUSED = "refused"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ClassifierVersion:
    """A classifier trained on the labels up to `until`, `learned` of them; of the `held_out` others it reads
    `right_after` right, where the one in use before read `right_before`. `recall_after` is the share of the policy's
    examples of escalate-at-once intents that it finds when they are left out, `recall_policy` what is found by a
    classifier that learned from the policy alone."""

    id: str
    made_at: datetime
    until: datetime
    state: VersionState
    learned: int
    held_out: int
    right_before: int
    right_after: int
    recall_policy: float
    recall_after: float
