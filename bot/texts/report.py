"""The words around a report's figures."""

from __future__ import annotations

from collections.abc import Sequence

from bot.texts import times

# What `/earnest report` and `bot report` may be asked for, and the days of each; help and refusals follow this.
SPANS = {f"{days}d": days for days in (7, 30)}
USUAL_SPAN = "7d"
TIERS = ("answered", "reviewed", "assisted", "handed over", "not decided")
BY_TIER, DAY, REQUESTS = "Requests by tier", "Day", "Requests"
FUNNEL, FUNNEL_TITLE = "Funnel: ", "What became of Earnest's drafts"
MEANING, NOTHING = "What it means", "none"
SPLIT_HEAD, CLOCKS = "By", "Clocks"
CLOCKS_MEANING = "replies and resolutions within the target of the account's tier, and those that were late."
DIGEST, TRUST, QUEUES, GAPS = "The week at the desk", "Trust", "Queues", "What no article answers"
NO_TRUST_CHANGE, NO_GAPS, NO_QUEUES = "Nothing changed.", "Nothing that was asked twice.", "Empty."
TO_REVIEW, WITH_PEOPLE = "to review", "with people"
_ASKED = ["/earnest report", *(f"/earnest report {span}" for span in SPANS)]
NO_SPAN = f"Write {', '.join(_ASKED[:-1])} or {_ASKED[-1]}."
TITLE = "Earnest: report"
FIGURE, NOW, BEFORE, CHANGE = "Figure", "Now", "Before", "Change"


def heading(days: int, until: str) -> str:
    """`The 7 days up to 27 Nov, 10:00 UTC, beside the 7 days before`."""
    return f"The {days} days up to {until}, beside the {days} days before"


def split(units: Sequence[str]) -> str:
    """`By intent, account and tier`."""
    return f"By {', '.join(units[:-1])} and {units[-1]}"


def before(value: str) -> str:
    """What a figure was in the window before."""
    return f"before: {value}"


def clocks(kept: float, late: float) -> str:
    """`12 kept, 1 late`."""
    return f"{kept:.0f} kept, {late:.0f} late"


def interval(share: str, low: float | None, high: float | None) -> str:
    """`90 % (77 to 96)`."""
    return share if low is None or high is None else f"{share} ({100 * low:.0f} to {100 * high:.0f})"


def queue(number: int, what: str, state: str) -> str:
    """`3 drafts to review`."""
    return f"{times.count(number, what)} {state}"


def trust_earned(intent: str, engine: str, figures: str) -> str:
    """An intent that is answered without review since this week."""
    return f"“{intent}” ({engine}) has earned answers without review: {figures}"


def trust_lost(intent: str, engine: str) -> str:
    """One that no longer is."""
    return f"“{intent}” ({engine}) is back to drafts"


def overruled(intent: str, engine: str, pinned: bool | None) -> str:
    """Staff pinned an intent, or took a pin away."""
    how = {True: "was pinned up by staff", False: "was pinned down by staff", None: "follows its figures again"}
    return f"“{intent}” ({engine}) {how[pinned]}"
