"""What each figure of a report means, in a line."""

from __future__ import annotations

DEFINITIONS = {
    "requests": ("tickets", "Tickets opened in the window; one in which nothing was a request is left out."),
    "replied": ("tickets", "Requests of the window with a reply, by Earnest or by staff, before the window ended."),
    "first_reply_p50": (
        "minutes",
        "Median time from the customer's first message to the first reply, round the clock.",
    ),
    "first_reply_p90": ("minutes", "Nine of ten first replies took no longer than this, round the clock."),
    "first_reply_bot_p50": ("minutes", "The median, of first replies that Earnest posted, also after approval."),
    "first_reply_bot_p90": ("minutes", "Nine of ten replies that Earnest posted, also after approval, took no longer."),
    "first_reply_staff_p50": ("minutes", "The median, of first replies by staff."),
    "first_reply_staff_p90": ("minutes", "Nine of ten first replies by staff took no longer than this."),
    "resolved_confirmed": ("resolutions", "Times in the window that somebody said a request is resolved."),
    "resolved_assumed": ("resolutions", "Times in the window that silence resolved a request."),
    "reopened": ("times", "Times in the window that a resolved request was opened again."),
    "open": ("tickets", "Requests not resolved at the end of the window, also those on hold."),
    "open_unowned": ("tickets", "Of the open requests, those without an owner; ownership is read as it is now."),
    "oldest_open": ("hours", "Age of the oldest open request at the end of the window, round the clock."),
}
NOT_MEASURED = {
    "first_reply_business_hours": "Replies are timed round the clock; business hours are not taken out yet.",
    "csat": "Customers are not asked to rate a resolution, so no row holds a rating.",
    "routing_accuracy": "The report does not read the history of reassignments yet.",
    "audited_accuracy": "The report does not read audits yet.",
    "cost": "The report does not read the calls of the model yet.",
}


def line(name: str, value: float | None, before: float | None) -> str:
    """`requests: 12 tickets (before: 9). What it means.`"""
    unit, meaning = DEFINITIONS[name]
    return f"{name}: {_number(value)} {unit} (before: {_number(before)}). {meaning}"


def not_measured(name: str) -> str:
    """`csat: not measured yet. Why.`"""
    return f"{name}: not measured yet. {NOT_MEASURED[name]}"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f}".removesuffix(".0")
