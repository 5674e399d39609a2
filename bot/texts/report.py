"""How a report's figures are grouped, and the words around them."""

from __future__ import annotations

from bot.texts import times

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Requests", ("requests", "replied", "reassignments", "routing_accuracy", "routed")),
    (
        "Replies",
        (
            *("first_reply_p50", "first_reply_p90", "first_reply_bot_p50", "first_reply_bot_p90"),
            *("first_reply_staff_p50", "first_reply_staff_p90", "next_replied", "next_reply_p50", "next_reply_p90"),
            *("next_reply_bot_p50", "next_reply_bot_p90", "next_reply_staff_p50", "next_reply_staff_p90"),
            *("clocks_kept", "clocks_breached"),
        ),
    ),
    (
        "Endings",
        (
            *("resolved_confirmed", "resolved_assumed", "reopened", "resolution_p50", "resolution_p90"),
            *("touches", "one_touch_share"),
        ),
    ),
    ("Backlog", ("open", "open_on_us", "open_unowned", "oldest_open")),
    ("What Earnest did", ("involved", "answered", "resolved_alone", "abandoned")),
    (
        "How good it was",
        (
            *("audited_accuracy", "audited_accuracy_low", "audited_accuracy_high", "audits"),
            *("csat", "csat_votes", "csat_response_rate", "edit_distance", "drafts_sent"),
        ),
    ),
    ("Effort", ("cost", "staff_minutes")),
    ("Queues", ("stale_articles", "flagged_articles", "gaps")),
)
# Those that a glance in Slack has room for.
SHORT = (
    *("requests", "first_reply_p50", "first_reply_p90", "first_reply_bot_p50", "first_reply_staff_p50"),
    *("next_reply_p50", "next_reply_p90", "clocks_kept", "clocks_breached", "resolution_p50", "resolved_confirmed"),
    *("resolved_assumed", "reopened", "open", "open_on_us", "open_unowned", "oldest_open", "involved", "answered"),
    *("resolved_alone", "abandoned", "audited_accuracy", "audits", "routing_accuracy", "csat", "csat_votes"),
    *("csat_response_rate", "touches", "one_touch_share", "reassignments", "cost", "staff_minutes", "edit_distance"),
    *("stale_articles", "flagged_articles", "gaps"),
)
TIERS = ("answered", "reviewed", "assisted", "handed over", "not decided")
BY_TIER, DAY, REQUESTS = "Requests by tier", "Day", "Requests"
FUNNEL, FUNNEL_TITLE = "Funnel: ", "What became of Earnest's drafts"
MEANING, NOTHING = "What it means", "none"
SPLIT, SPLIT_HEAD, CLOCKS = "By intent, account and tier", "By", "Clocks"
CLOCKS_MEANING = "first and next replies within the target of the account's tier, and those that were late."
DIGEST, TRUST, QUEUES, GAPS = "The week at the desk", "Trust", "Queues", "What no article answers"
NO_TRUST_CHANGE, NO_GAPS, NO_QUEUES = "Nothing changed.", "Nothing that was asked twice.", "Empty."
TO_REVIEW, WITH_PEOPLE = "to review", "with people"
NO_SPAN = "Write /earnest report, /earnest report 7d or /earnest report 30d."
TITLE = "Earnest: report"
FIGURE, NOW, BEFORE, CHANGE = "Figure", "Now", "Before", "Change"


def heading(days: int, until: str) -> str:
    """`The 7 days up to 27 Nov, 10:00 UTC, beside the 7 days before`."""
    return f"The {days} days up to {until}, beside the {days} days before"


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
