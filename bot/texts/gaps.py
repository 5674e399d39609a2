"""What staff read about questions that no article answers."""

from __future__ import annotations

HEADING = "What customers ask and no article answers (last 90 days)"
NONE = "No two unanswered questions of the last 90 days are alike."


def line(name: str, questions: int, accounts: int) -> str:
    """`export schedule: 5 questions of 3 customers`."""
    asked = f"{questions} question{'' if questions == 1 else 's'}"
    return f"{name}: {asked} of {accounts} customer{'' if accounts == 1 else 's'}"


def total(questions: int, grouped: int, groups: int) -> str:
    """The last line of the list."""
    return f"{questions} unanswered questions, {grouped} of them in {groups} gaps."
