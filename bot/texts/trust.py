"""What staff read about trust in kinds of answers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.texts import times
from bot.texts.reasons import percent

HEADING = "Answers without review"
OVERRULE = "Overrule…"
FLAG_FINE, FLAG_WRONG, THE_ANSWER = "It was right", "It was wrong…", "the answer"
NOT_OURS = "This note is not there any more, or is about nothing that can be overruled."
NOTHING = "Nothing was audited yet."
NEEDS_REASON = "Write the reason too, for example: /earnest autonomy billing_query down two wrong prices this week"
UNTOUCHED = "Not audited yet: "


def enough(reviews: int, least: int) -> str:
    """How many audits there are of all kinds together."""
    if reviews >= least:
        return f"{times.count(reviews, 'audit')} in all."
    return f"{times.count(reviews, 'audit')} in all; nothing is trusted before there are {least}."


def standing(*, trusted: bool, pinned: bool | None) -> str:
    """Where an intent stands, in a word or two."""
    if pinned is not None:
        return "pinned up by staff" if pinned else "pinned down by staff"
    return "trusted" if trusted else "not yet trusted"


def figures(passes: int, audits: int, low: float, high: float, e: float, needed: float) -> str:
    """`38 of 40 right (95 % interval 84 % to 99 %), E = 12.1 of 20`."""
    interval = f"95 % interval {percent(low)} to {percent(high)}" if audits else "no audits in this period"
    return f"{passes} of {audits} right ({interval}), E = {e:.1f} of {needed:.0f}"


def missing(passes: int, *, trusted: bool, alarm: float) -> str:
    """What would earn trust, or how near it is to being lost."""
    if trusted:
        return f"alarm at {percent(alarm)}" if alarm else ""
    return f"{passes} passes in a row would do" if passes else "its own figures are enough"


def share(passes: int, audits: int, low: float, high: float) -> str:
    """`40 of 40 right, 95 % interval 91 % to 100 %`."""
    return f"{passes} of {audits} right, 95 % interval {percent(low)} to {percent(high)}"


def earned(intent: str, engine: str, figures: str) -> str:
    """The desk hears that trust was earned."""
    return (
        f"“{intent}” has earned answers without review by the engine {engine}: {figures}. "
        f"To overrule: /earnest autonomy {intent} down REASON."
    )


def lost(intent: str, engine: str, figures: str) -> str:
    """The desk hears that trust was lost."""
    return (
        f"“{intent}” is back to drafts by the engine {engine}, after {figures} and too many wrong ones since. "
        f"To overrule: /earnest autonomy {intent} up REASON."
    )


def severe(intent: str, engine: str, about: str, name: str) -> str:
    """The desk hears that a severe mistake ended trust."""
    return (
        f"“{intent}” is back to drafts by the engine {engine}: {name} confirmed a wrong answer about {about.lower()}."
    )


def changed(intent: str, engine: str, what: str) -> str:
    """The desk hears that a material change ended trust."""
    return f"“{intent}” is back to drafts by the engine {engine}: {what}. It is earned anew from here on."


OTHER_ARTICLES = "most of the articles that its answers lean on have changed"


def another(parts: Sequence[str]) -> str:
    """What of the engine has changed."""
    return f"the engine's {' and '.join(parts)} changed"


def customer_flag(name: str, account: str, intent: str) -> str:
    """The desk hears that a customer called an answer wrong."""
    return (
        f"{name} ({account}) says that an answer about “{intent}” is wrong. "
        "What they ask about it is reviewed until somebody has looked at it."
    )


def flag_looked_at(name: str, *, wrong: bool) -> str:
    """What the desk found of a customer's flag."""
    return f"{name} looked at it: the answer was {'wrong' if wrong else 'right'}."


def unjudged(unanswered: int, waiting: int) -> str:
    """Answers of which nobody said whether they were right; empty where there are none."""
    said = [f"{unanswered} taken or replied to and not judged for a day (counted as wrong)"] if unanswered else []
    said += [f"{times.count(waiting, 'sample')} not judged yet"] if waiting else []
    return ", ".join(said)


def overruled(intent: str, word: str, name: str, reason: str) -> str:
    """The desk hears that somebody overruled the figures."""
    what = {
        "up": "may go out without review (an engine that only quotes must have earned it here all the same)",
        "down": "are reviewed, whatever the figures say",
        "auto": "follow their figures again, which begin anew",
    }[word]
    return f"{name}: answers to “{intent}” {what}. Reason: {reason}"


def no_intent(text: str, intents: Sequence[str]) -> str:
    """A word that is no intent."""
    return f"“{text}” is no intent of the policy. Intents: {', '.join(intents)}."


def more(lines: int) -> str:
    """What a list has no room for."""
    return f"… and {lines} more: /earnest autonomy and an intent's name shows one."
