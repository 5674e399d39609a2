"""How a report's figures are grouped, and the words around them."""

from __future__ import annotations

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
TITLE = "Earnest: report"
FIGURE, NOW, BEFORE, CHANGE = "Figure", "Now", "Before", "Change"


def heading(days: int, until: str) -> str:
    """`The 7 days up to 27 Nov, 10:00 UTC, beside the 7 days before`."""
    return f"The {days} days up to {until}, beside the {days} days before"
