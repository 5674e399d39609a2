"""The words for what was done on a card, one a line of its history."""

from __future__ import annotations

from bot.texts import card

_PLAIN = {
    "approve": "Approved",
    "edit": "Edited and sent",
    "take": "Taken",
    "give_back": "Given back to Earnest",
    "asked_for_person": "A person was asked for",
    "staff_replied": "Answered in the thread",
    "accurate": "Marked accurate",
    "inaccurate": "Marked not accurate",
    "not_accurate": "Marked not accurate",
    "flag": "Flagged",
    "question_edited": "The question was edited",
    "question_deleted": "The question was deleted",
}


def done(action: str, *, team: str = "", owner: str = "", reason: str = "") -> str:
    """What an entry of the audit log says on a card; empty for one that a card does not show."""
    if action == "reassign":
        return card.reassigned(team or "another team", owner)
    if action == "decline":
        return card.declined(reason)
    return _PLAIN.get(action, "")
