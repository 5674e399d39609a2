"""Each figure of a report: its names, its unit, what it means in a line, and where it stands."""

from __future__ import annotations

from enum import StrEnum

from bot.texts.units import Definition, number


class Figure(StrEnum):
    """Every figure of a report, in the order in which programs get them."""

    REQUESTS = "requests"
    REPLIED = "replied"
    FIRST_P50 = "first_reply_p50"
    FIRST_P90 = "first_reply_p90"
    FIRST_BOT_P50 = "first_reply_bot_p50"
    FIRST_BOT_P90 = "first_reply_bot_p90"
    FIRST_STAFF_P50 = "first_reply_staff_p50"
    FIRST_STAFF_P90 = "first_reply_staff_p90"
    NEXT_REPLIED = "next_replied"
    NEXT_P50 = "next_reply_p50"
    NEXT_P90 = "next_reply_p90"
    NEXT_BOT_P50 = "next_reply_bot_p50"
    NEXT_BOT_P90 = "next_reply_bot_p90"
    NEXT_STAFF_P50 = "next_reply_staff_p50"
    NEXT_STAFF_P90 = "next_reply_staff_p90"
    KEPT = "clocks_kept"
    BREACHED = "clocks_breached"
    RESOLUTIONS_KEPT = "resolution_clocks_kept"
    RESOLUTIONS_BREACHED = "resolution_clocks_breached"
    RESOLUTION_P50 = "resolution_p50"
    RESOLUTION_P90 = "resolution_p90"
    CONFIRMED = "resolved_confirmed"
    ASSUMED = "resolved_assumed"
    REOPENED = "reopened"
    OPEN = "open"
    ON_US = "open_on_us"
    OPEN_UNOWNED = "open_unowned"
    OLDEST_OPEN = "oldest_open"
    INVOLVED = "involved"
    ANSWERED = "answered"
    RESOLVED_ALONE = "resolved_alone"
    ABANDONED = "abandoned"
    ACCURACY = "audited_accuracy"
    ACCURACY_LOW = "audited_accuracy_low"
    ACCURACY_HIGH = "audited_accuracy_high"
    AUDITS = "audits"
    ROUTING = "routing_accuracy"
    ROUTED = "routed"
    CSAT = "csat"
    CSAT_VOTES = "csat_votes"
    CSAT_RATE = "csat_response_rate"
    TOUCHES = "touches"
    ONE_TOUCH = "one_touch_share"
    REASSIGNED = "reassignments"
    COST = "cost"
    STAFF_MINUTES = "staff_minutes"
    EDIT_DISTANCE = "edit_distance"
    DRAFTS_SENT = "drafts_sent"
    STALE = "stale_articles"
    FLAGGED = "flagged_articles"
    GAPS = "gaps"


_FIRST = "from the customer's first message to the first reply, round the clock, in requests of the window"
_NEXT = "from the first message that nobody had answered to the next reply, round the clock"
# In groups, as a report shows them.
GROUPS: dict[str, dict[Figure, Definition]] = {
    "Requests": {
        Figure.REQUESTS: Definition(
            "Requests", "tickets", "Tickets opened in the window; one in which nothing was a request is left out."
        ),
        Figure.REPLIED: Definition(
            "Requests replied to",
            "tickets",
            "Requests of the window with a reply, by Earnest or staff, before it ended.",
        ),
        Figure.REASSIGNED: Definition(
            "Reassignments", "times", "Times in the window that a request was given to another team or person."
        ),
        Figure.ROUTING: Definition(
            "Routing accuracy", "share", "Share of the window's requests whose team at its end is the one given first."
        ),
        Figure.ROUTED: Definition(
            "Routed requests", "tickets", "Requests of the window that were given a team: routing's n."
        ),
    },
    "Replies": {
        Figure.FIRST_P50: Definition("First reply, median", "minutes", f"Median time {_FIRST}."),
        Figure.FIRST_P90: Definition("First reply, 90 %", "minutes", f"Nine of ten took no longer {_FIRST}."),
        Figure.FIRST_BOT_P50: Definition(
            "First reply by Earnest, median",
            "minutes",
            "The median, of first replies that Earnest posted, also approved.",
        ),
        Figure.FIRST_BOT_P90: Definition(
            "First reply by Earnest, 90 %", "minutes", "Nine of ten first replies that Earnest posted took no longer."
        ),
        Figure.FIRST_STAFF_P50: Definition(
            "First reply by staff, median", "minutes", "The median, of first replies that people wrote."
        ),
        Figure.FIRST_STAFF_P90: Definition(
            "First reply by staff, 90 %", "minutes", "Nine of ten first replies that people wrote took no longer."
        ),
        Figure.NEXT_REPLIED: Definition(
            "Next replies", "replies", "Later replies to customers who began to wait in the window, before it ended."
        ),
        Figure.NEXT_P50: Definition("Next reply, median", "minutes", f"Median time {_NEXT}."),
        Figure.NEXT_P90: Definition("Next reply, 90 %", "minutes", f"Nine of ten took no longer {_NEXT}."),
        Figure.NEXT_BOT_P50: Definition(
            "Next reply by Earnest, median",
            "minutes",
            "The median, of later replies that Earnest posted, also approved.",
        ),
        Figure.NEXT_BOT_P90: Definition(
            "Next reply by Earnest, 90 %", "minutes", "Nine of ten later replies that Earnest posted took no longer."
        ),
        Figure.NEXT_STAFF_P50: Definition(
            "Next reply by staff, median", "minutes", "The median, of later replies that people wrote."
        ),
        Figure.NEXT_STAFF_P90: Definition(
            "Next reply by staff, 90 %", "minutes", "Nine of ten later replies that people wrote took no longer."
        ),
        Figure.KEPT: Definition(
            "Reply clocks kept",
            "replies",
            "First and next replies of the window within the target of the account's tier.",
        ),
        Figure.BREACHED: Definition(
            "Reply clocks breached", "times", "Targets of account tiers that fell due in the window before a reply."
        ),
    },
    "Endings": {
        Figure.CONFIRMED: Definition(
            "Resolved, confirmed", "times", "Times in the window that somebody said a request is resolved."
        ),
        Figure.ASSUMED: Definition(
            "Resolved, assumed", "times", "Times in the window that silence resolved a request."
        ),
        Figure.REOPENED: Definition(
            "Reopened", "times", "Times in the window that a request was opened again within 7 days of its resolution."
        ),
        Figure.RESOLUTION_P50: Definition(
            "Resolution, median",
            "hours",
            "Hours until a resolution of the window in which the customer waited for us, also while a colleague "
            "only held; their own silence and time on hold are left out.",
        ),
        Figure.RESOLUTION_P90: Definition(
            "Resolution, 90 %",
            "hours",
            "Nine of ten resolutions took no longer, without time on the customer or on hold.",
        ),
        Figure.RESOLUTIONS_KEPT: Definition(
            "Resolution clocks kept", "requests", "Resolutions of the window within the target of the account's tier."
        ),
        Figure.RESOLUTIONS_BREACHED: Definition(
            "Resolution clocks breached",
            "times",
            "Resolution targets of account tiers that were used up in the window, counting time on us in open hours.",
        ),
        Figure.TOUCHES: Definition(
            "Touches",
            "touches",
            "Mean number of replies of ours up to a resolution of the window; lines in a row are one.",
        ),
        Figure.ONE_TOUCH: Definition(
            "One-touch share", "share", "Share of requests resolved in the window that took exactly one reply of ours."
        ),
    },
    "Backlog": {
        Figure.OPEN: Definition(
            "Open", "tickets", "Requests not resolved at the end of the window, also those on hold."
        ),
        Figure.ON_US: Definition(
            "Open, on us",
            "tickets",
            "Of the open requests, those whose customer waits for a reply; who only holds has not replied.",
        ),
        Figure.OPEN_UNOWNED: Definition(
            "Open, unowned", "tickets", "Of the open requests, those without an owner; ownership is read as it is now."
        ),
        Figure.OLDEST_OPEN: Definition(
            "Oldest open", "hours", "Age of the oldest open request at the end of the window, round the clock."
        ),
    },
    "What Earnest did": {
        Figure.INVOLVED: Definition(
            "Funnel: involved", "tickets", "Requests of the window on which Earnest drafted an answer."
        ),
        Figure.ANSWERED: Definition(
            "Funnel: answered", "tickets", "Of those, the ones in which Earnest posted, with or without approval."
        ),
        Figure.RESOLVED_ALONE: Definition(
            "Funnel: resolved",
            "tickets",
            "Of the answered, those resolved without a word of staff: confirmed, or by silence after an answer that "
            "the customer neither came back on nor voted down.",
        ),
        Figure.ABANDONED: Definition(
            "Funnel: abandoned",
            "tickets",
            "Of the answered, those that silence ended without a word of staff although the customer had come back or "
            "voted the answer down.",
        ),
    },
    "How good it was": {
        Figure.ACCURACY: Definition(
            "Audited accuracy",
            "share",
            "Share of the window's audits that found the answer right; repeats are left out.",
        ),
        Figure.ACCURACY_LOW: Definition(
            "Audited accuracy, at least", "share", "Lower end of its 95 % interval (Wilson)."
        ),
        Figure.ACCURACY_HIGH: Definition(
            "Audited accuracy, at most", "share", "Upper end of its 95 % interval (Wilson)."
        ),
        Figure.AUDITS: Definition(
            "Audits", "audits", "Verdicts of the window on answers that did, or would have, gone alone."
        ),
        Figure.CSAT: Definition("CSAT", "share", "Share of thumbs up among customers' votes on the window's answers."),
        Figure.CSAT_VOTES: Definition(
            "CSAT votes", "votes", "Votes on the answers that were posted in the window, one a person."
        ),
        Figure.CSAT_RATE: Definition(
            "CSAT response rate", "share", "Share of the answers posted in the window that somebody voted on."
        ),
        Figure.EDIT_DISTANCE: Definition(
            "Edit distance",
            "distance",
            "Mean share of a sent draft's characters that people changed (Levenshtein), 0 to 1.",
        ),
        Figure.DRAFTS_SENT: Definition(
            "Drafts sent", "drafts", "Drafts approved or edited in the window: edit distance's n."
        ),
    },
    "Effort": {
        Figure.COST: Definition(
            "Model cost", "dollars", "Dollars for calls of the language model, dry runs among them."
        ),
        Figure.STAFF_MINUTES: Definition(
            "Staff minutes",
            "minutes",
            "Estimate: a decision on a draft counts from the draft or the person's act before, five minutes at most; a "
            "reply from the message before it, ten at most.",
        ),
    },
    "Queues": {
        Figure.STALE: Definition(
            "Stale articles", "articles", "Articles of the index not reviewed for longer than the policy allows."
        ),
        Figure.FLAGGED: Definition(
            "Flagged articles",
            "articles",
            "Articles that wait for a review at the end of the window since they were flagged.",
        ),
        Figure.GAPS: Definition(
            "Gaps", "gaps", "Groups of alike questions of the 90 days before the window's end that no article answered."
        ),
    },
}
DEFINITIONS = {figure: what for group in GROUPS.values() for figure, what in group.items()}
_IN_FULL_ONLY = {
    Figure.REPLIED,
    Figure.FIRST_BOT_P90,
    Figure.FIRST_STAFF_P90,
    Figure.NEXT_REPLIED,
    Figure.NEXT_BOT_P50,
    Figure.NEXT_BOT_P90,
    Figure.NEXT_STAFF_P50,
    Figure.NEXT_STAFF_P90,
    Figure.RESOLUTION_P90,
    Figure.ACCURACY_LOW,
    Figure.ACCURACY_HIGH,
    Figure.ROUTED,
    Figure.DRAFTS_SENT,
}
SHORT = tuple(figure for figure in DEFINITIONS if figure not in _IN_FULL_ONLY)  # a glance in Slack has room for them


def line(name: Figure, value: float | None, before: float | None) -> str:
    """`requests: 12 tickets (before: 9). What it means.`"""
    what = DEFINITIONS[name]
    unit = "" if what.unit in ("share", "dollars", "distance") else f" {what.unit}"
    return f"{name}: {number(value, what.unit)}{unit} (before: {number(before, what.unit)}). {what.meaning}"
