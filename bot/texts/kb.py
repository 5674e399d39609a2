"""What staff read of the knowledge base in answer to `/earnest kb`."""

from __future__ import annotations

from datetime import date

USAGE = "Write what of the knowledge base you want: /earnest kb stale, /earnest kb gaps or /earnest kb sync."
FRESH = "No article is stale or flagged."
HEADING = "Articles to look at, the longest unreviewed first"
NEVER = "no review date"
FLAGGED = "flagged"
SYNCING = "The sync has begun. You are told here when it is done."
FAILED = "The sync did not work, and the articles of before stay. `python -m bot kb sync` says why."


def reviewed(day: date | None) -> str:
    """When an article was looked at last."""
    return f"reviewed {day.isoformat()}" if day is not None else NEVER


def total(stale: int, of: int, days: int, flagged: int) -> str:
    """The last line of the list."""
    return f"{stale} of {of} articles not reviewed for {days} days, {flagged} flagged."


def synced(articles: int, held: int) -> str:
    """A sync that was asked for is done; `held` counts the sources that it left as they were."""
    done = f"The sync is done: {articles} articles. Answers come from them within a minute."
    left = f"{held} source{' was' if held == 1 else 's were'} held back; the desk's note says why."
    return f"{done} {left}" if held else done
