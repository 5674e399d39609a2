"""What staff read about a burst of alike questions, and what customers are told in one."""

from __future__ import annotations

from datetime import timedelta

from bot.texts import times

NOTE = "Send a holding note"
UPDATE = "Send an update"
END = "End the incident"
NOTE_TITLE = "Holding note"
UPDATE_TITLE = "Update"
TEXT_LABEL = "What every customer of this incident reads in their thread"
HOLDING_NOTE = (
    "Several customers report this right now, and our team is looking into it. "
    "We will write here as soon as we know more."
)
PAUSED = "Answers without review are paused for questions like these."
OVER = "The incident is over."
SENT_TO_ALL = "Every thread of this incident has it already."


def heading(name: str, accounts: int, within: timedelta, usual: float) -> str:
    """`5 customers ask alike within 12 minutes: export stuck (usually 0.2 in half an hour)`."""
    often = f"{usual:.1f}" if usual >= 0.05 else "almost none"
    asked = f"{accounts} customers ask alike within {times.span(within)}: {name}"
    return f"{asked} (usually {often} in half an hour)"


def ended(by: str) -> str:
    """`by` is who ended it, empty where nobody asked so any more."""
    return f"{OVER} Ended by {by}." if by else f"{OVER} Nobody has asked so for half an hour."


def sent(what: str, threads: int, of: int) -> str:
    """How many threads have got the note or update."""
    return f"{what}: sent to {threads} of {of} threads"


def goes_to(threads: int) -> str:
    """Whom a sent form reaches."""
    return f"Goes to {threads} thread{'' if threads == 1 else 's'}, once each."


def more(number: int) -> str:
    """Threads that do not fit into the post."""
    return f"and {number} more"


def told(threads: int) -> str:
    """After a form was sent."""
    return f"It goes to {threads} thread{'' if threads == 1 else 's'} now." if threads else SENT_TO_ALL
