"""What each figure of a report is called, in which unit it is counted, and what it means, in a line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """`unit` is one of: tickets, times, minutes, hours, share, votes, audits, drafts, dollars, touches, distance,
    articles, gaps, replies."""

    label: str
    unit: str
    meaning: str


_FIRST = "from the customer's first message to the first reply, round the clock, in requests of the window"
_NEXT = "from the first message that nobody had answered to the next reply, round the clock"
DEFINITIONS = {
    "requests": Definition(
        "Requests", "tickets", "Tickets opened in the window; one in which nothing was a request is left out."
    ),
    "replied": Definition(
        "Requests replied to", "tickets", "Requests of the window with a reply, by Earnest or staff, before it ended."
    ),
    "first_reply_p50": Definition("First reply, median", "minutes", f"Median time {_FIRST}."),
    "first_reply_p90": Definition("First reply, 90 %", "minutes", f"Nine of ten took no longer {_FIRST}."),
    "first_reply_bot_p50": Definition(
        "First reply by Earnest, median", "minutes", "The median, of first replies that Earnest posted, also approved."
    ),
    "first_reply_bot_p90": Definition(
        "First reply by Earnest, 90 %", "minutes", "Nine of ten first replies that Earnest posted took no longer."
    ),
    "first_reply_staff_p50": Definition(
        "First reply by staff, median", "minutes", "The median, of first replies that people wrote."
    ),
    "first_reply_staff_p90": Definition(
        "First reply by staff, 90 %", "minutes", "Nine of ten first replies that people wrote took no longer."
    ),
    "next_replied": Definition(
        "Next replies", "replies", "Later replies to customers who began to wait in the window, before it ended."
    ),
    "next_reply_p50": Definition("Next reply, median", "minutes", f"Median time {_NEXT}."),
    "next_reply_p90": Definition("Next reply, 90 %", "minutes", f"Nine of ten took no longer {_NEXT}."),
    "next_reply_bot_p50": Definition(
        "Next reply by Earnest, median", "minutes", "The median, of later replies that Earnest posted, also approved."
    ),
    "next_reply_bot_p90": Definition(
        "Next reply by Earnest, 90 %", "minutes", "Nine of ten later replies that Earnest posted took no longer."
    ),
    "next_reply_staff_p50": Definition(
        "Next reply by staff, median", "minutes", "The median, of later replies that people wrote."
    ),
    "next_reply_staff_p90": Definition(
        "Next reply by staff, 90 %", "minutes", "Nine of ten later replies that people wrote took no longer."
    ),
    "clocks_kept": Definition(
        "Reply clocks kept", "replies", "First and next replies of the window within the target of the account's tier."
    ),
    "clocks_breached": Definition(
        "Reply clocks breached", "times", "Targets of account tiers that fell due in the window before a reply."
    ),
    "resolution_p50": Definition(
        "Resolution, median",
        "hours",
        "Hours until a resolution of the window in which the customer waited for us; their own silence and time on "
        "hold are left out.",
    ),
    "resolution_p90": Definition(
        "Resolution, 90 %", "hours", "Nine of ten resolutions took no longer, without time on the customer or on hold."
    ),
    "resolved_confirmed": Definition(
        "Resolved, confirmed", "times", "Times in the window that somebody said a request is resolved."
    ),
    "resolved_assumed": Definition(
        "Resolved, assumed", "times", "Times in the window that silence resolved a request."
    ),
    "reopened": Definition("Reopened", "times", "Times in the window that a resolved request was opened again."),
    "open": Definition("Open", "tickets", "Requests not resolved at the end of the window, also those on hold."),
    "open_on_us": Definition("Open, on us", "tickets", "Of the open requests, those whose customer waits for a reply."),
    "open_unowned": Definition(
        "Open, unowned", "tickets", "Of the open requests, those without an owner; ownership is read as it is now."
    ),
    "oldest_open": Definition(
        "Oldest open", "hours", "Age of the oldest open request at the end of the window, round the clock."
    ),
    "involved": Definition("Funnel: involved", "tickets", "Requests of the window on which Earnest drafted an answer."),
    "answered": Definition(
        "Funnel: answered", "tickets", "Of those, the ones in which Earnest posted, with or without approval."
    ),
    "resolved_alone": Definition(
        "Funnel: resolved",
        "tickets",
        "Of the answered, those resolved without a word of staff: confirmed, or by silence after an answer that the "
        "customer neither came back on nor voted down.",
    ),
    "abandoned": Definition(
        "Funnel: abandoned",
        "tickets",
        "Of the answered, those that silence ended without a word of staff although the customer had come back or "
        "voted the answer down.",
    ),
    "audited_accuracy": Definition(
        "Audited accuracy", "share", "Share of the window's audits that found the answer right; repeats are left out."
    ),
    "audited_accuracy_low": Definition(
        "Audited accuracy, at least", "share", "Lower end of its 95 % interval (Wilson)."
    ),
    "audited_accuracy_high": Definition(
        "Audited accuracy, at most", "share", "Upper end of its 95 % interval (Wilson)."
    ),
    "audits": Definition("Audits", "audits", "Verdicts of the window on answers that did, or would have, gone alone."),
    "routing_accuracy": Definition(
        "Routing accuracy", "share", "Share of the window's requests whose team at its end is the one given first."
    ),
    "routed": Definition("Routed requests", "tickets", "Requests of the window that were given a team: routing's n."),
    "csat": Definition("CSAT", "share", "Share of thumbs up among customers' votes on the window's answers."),
    "csat_votes": Definition(
        "CSAT votes", "votes", "Votes on the answers that were posted in the window, one a person."
    ),
    "csat_response_rate": Definition(
        "CSAT response rate", "share", "Share of the answers posted in the window that somebody voted on."
    ),
    "touches": Definition(
        "Touches", "touches", "Mean number of replies of ours up to a resolution of the window; lines in a row are one."
    ),
    "one_touch_share": Definition(
        "One-touch share", "share", "Share of requests resolved in the window that took exactly one reply of ours."
    ),
    "reassignments": Definition(
        "Reassignments", "times", "Times in the window that a request was given to another team or person."
    ),
    "cost": Definition("Model cost", "dollars", "Dollars for calls of the language model, dry runs among them."),
    "staff_minutes": Definition(
        "Staff minutes",
        "minutes",
        "Estimate: a decision on a draft counts from the draft or the person's act before, five minutes at most; a "
        "reply from the message before it, ten at most.",
    ),
    "edit_distance": Definition(
        "Edit distance",
        "distance",
        "Mean share of a sent draft's characters that people changed (Levenshtein), 0 to 1.",
    ),
    "drafts_sent": Definition("Drafts sent", "drafts", "Drafts approved or edited in the window: edit distance's n."),
    "stale_articles": Definition(
        "Stale articles", "articles", "Articles of the index not reviewed for longer than the policy allows."
    ),
    "flagged_articles": Definition(
        "Flagged articles",
        "articles",
        "Articles that wait for a review at the end of the window since they were flagged.",
    ),
    "gaps": Definition(
        "Gaps", "gaps", "Groups of alike questions of the 90 days before the window's end that no article answered."
    ),
}
COLUMNS = {
    "requests": Definition("Requests", "tickets", "Tickets opened in the window."),
    "replied": Definition("Replied", "tickets", "Of them, those with a reply before the window ended."),
    "first_reply_p50": Definition("First reply", "minutes", "Median time to the first reply, round the clock."),
    "answered": Definition("By Earnest", "tickets", "Requests of the window in which Earnest posted its answer."),
    "open": Definition("Open", "tickets", "Not resolved at the end of the window."),
    "audits": Definition("Audits", "audits", "Verdicts of the window that count."),
    "accuracy": Definition("Accuracy", "share", "Share of the audits that found the answer right."),
    "accuracy_low": Definition("at least", "share", "Lower end of its 95 % interval (Wilson)."),
    "accuracy_high": Definition("at most", "share", "Upper end of its 95 % interval (Wilson)."),
    "cost": Definition("Cost", "dollars", "Dollars for calls of the language model in the window."),
    "staff_minutes": Definition("Staff min", "minutes", "Estimated minutes of staff in the window, as above."),
    "first_kept": Definition("First kept", "replies", "First replies within the tier's target."),
    "first_breached": Definition("First breached", "times", "First replies that were not there when they were due."),
    "next_kept": Definition("Next kept", "replies", "Next replies within the tier's target."),
    "next_breached": Definition("Next breached", "times", "Next replies that were not there when they were due."),
}
BREAKDOWNS = {
    "intents": Definition("By intent", "intent", "By what a ticket's first request was taken for."),
    "accounts": Definition("By account", "account", "By the customer's account, as the policy names it."),
    "tiers": Definition("By tier", "tier", "0 answered, 1 reviewed, 2 assisted, 3 handed over; of the first decision."),
    "account_tiers": Definition(
        "Reply clocks by account tier", "account tier", "By the tier of the customer's account."
    ),
}
UNKNOWN = "not known"


def line(name: str, value: float | None, before: float | None) -> str:
    """`requests: 12 tickets (before: 9). What it means.`"""
    what = DEFINITIONS[name]
    unit = "" if what.unit in ("share", "dollars", "distance") else f" {what.unit}"
    return f"{name}: {number(value, what.unit)}{unit} (before: {number(before, what.unit)}). {what.meaning}"


def number(value: float | None, unit: str) -> str:
    """A value as people read it: `12`, `3.5`, `84 %`, `$0.12`, `none` where there is nothing to measure."""
    if value is None:
        return "none"
    match unit:
        case "share":
            return f"{100 * value:.1f}".removesuffix(".0") + " %"
        case "dollars":
            return f"${value:.2f}"
        case "distance":
            return f"{value:.3f}"
        case _:
            return f"{value:.1f}".removesuffix(".0")
