"""The words of App Home."""

from __future__ import annotations

from bot.texts import times

TITLE = "Earnest"
MINE, NOTHING_MINE = "Your open cards", "Nothing waits for you."
DRAFTS, WITH_PEOPLE, MINE_COUNT, ARTICLES = "Drafts to review", "With people", "Yours", "Articles to review"
STALE, GAPS = "Stale articles", "Gaps"
INTENTS = "What is asked, in the last 7 days"
INTENT_HEADS = ("Intent", "Trust", "Requests", "By Earnest", "Audited accuracy")
INTENTS_MEANING = (
    "Requests: tickets opened in these days. By Earnest: those in which it posted its answer, approved or alone. "
    "Audited accuracy: share of the audits of these days that found the answer right, its 95 % interval (Wilson), and "
    "how many audits. /earnest report has all figures, /earnest autonomy what trust is missing."
)
NOT_AUDITED, NO_AUDITS, PINNED = "not audited yet", "no audits", "pinned in the policy"
STAFF_ONLY = "This page is for the support desk. To get help, just write in your shared channel."


def updated(at: str) -> str:
    """When the page was made; it is made anew each time it is opened."""
    return f"As of {at}"


def card_line(title: str, asker: str, waiting: str) -> str:
    """One open card."""
    return f"{title} · {asker} · waiting {waiting}"


def more_cards(number: int) -> str:
    """Said where the list is cut."""
    return f"… and {times.count(number, 'more card')}"


def accuracy(interval: str, audits: int) -> str:
    """`90 % (77 to 96) of 40`."""
    return f"{interval} of {audits}"
