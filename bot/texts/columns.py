"""What a report's figures are split by, and the columns of each split."""

from __future__ import annotations

from bot.texts.units import Definition

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
    "resolution_kept": Definition("Resolved in time", "requests", "Resolutions within the tier's target."),
    "resolution_breached": Definition("Resolved late", "times", "Resolution targets that were used up before."),
}
BREAKDOWNS = {
    "intents": Definition("By intent", "intent", "By what a ticket's first request was taken for."),
    "accounts": Definition("By account", "account", "By the customer's account, as the policy names it."),
    "tiers": Definition("By tier", "tier", "0 answered, 1 reviewed, 2 assisted, 3 handed over; of the first decision."),
    "account_tiers": Definition("Clocks by account tier", "account tier", "By the tier of the customer's account."),
}
