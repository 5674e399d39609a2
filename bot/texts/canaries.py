"""What the desk reads of drafts with a planted error, once they are decided on."""

from __future__ import annotations

from bot.texts import times

TITLE = "This draft had a planted error"
NOT_SENT = "Nothing was sent to anybody, and no customer waits: it imitates a question that was answered before."
OUTCOMES = {
    "caught": "The error was caught.",
    "missed": "The error was not noticed.",
    "unjudged": "It was put away without a verdict, which counts for nothing.",
}
DECIDED = "This draft had a planted error and is decided on already. Nothing was sent."


def planted(was: str, error: str) -> str:
    """What was changed."""
    return f"“{was}” was changed to “{error}”."


def left_out(audits: int) -> str:
    """How many audits do not count; empty where all do. Nobody is named."""
    if not audits:
        return ""
    return (
        f"{times.count(audits, 'audit')} not counted: given by reviewers while they caught no more than half of the "
        "planted errors they were last shown (review.canaries)."
    )


def own(caught: int, judged: int, *, stands: bool) -> str:
    """What only the reviewer reads of themselves; empty where there is nothing to tell."""
    if not judged:
        return ""
    says = "your audits count" if stands else "your audits do not count until you catch more than half"
    return f"You caught {caught} of the last {times.count(judged, 'planted error')}: {says}. Only you see this."
