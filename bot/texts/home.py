"""The words of App Home."""

from __future__ import annotations

from bot.texts import times

TITLE = "Earnest"
MINE, NOTHING_MINE = "Your open cards", "Nothing waits for you."
DRAFTS, WITH_PEOPLE, MINE_COUNT, ARTICLES = "Drafts to review", "With people", "Yours", "Articles to review"
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
