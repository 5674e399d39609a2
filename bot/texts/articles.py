"""What the desk reads about flagged articles: their cards, forms and commands."""

from __future__ import annotations

from collections.abc import Iterable

STILL_RIGHT, EDITED, RETIRED = "Still right", "Edited", "Retired"
EDIT_TITLE, EDIT_LABEL = "Edit the article", "The article's text as it should be"
EDIT_HINT = "It is kept as a patch (python -m bot kb patches); the file itself is changed by whoever keeps it."
UNTIL_LOOKED_AT = "Until somebody decides, answers from it wait for review."
NO_TEXT = "The index does not hold this article, so there is no text to edit. Choose another button."
CHANGED_MEANWHILE = "The article has changed since you opened the form. Please open it again."
SAME_TEXT = "Nothing in the text was changed; “Still right” says so."
APPROVE_GONE = "Press Edit to send your own words, unchanged ones too."
GONE = "That button belongs to a card that is over."
MORE_FLAGS = "Earlier flags are not shown here."

RECALL = "Correct…"
RECALL_TITLE, RECALL_LABEL = "Send a correction", "What is right (Markdown)"
RECALL_HINT = "It is posted in the thread of that answer, once, marked as a correction and with your name."
CORRECTED_ALREADY = "That answer has been corrected."
RECALL_HEADING = "Answers of the last 90 days that leaned on the same passage"

_DONE = {
    "still_right": "found to be still right",
    "edited": "edited; answers from it wait for review until a sync brings other content",
    "retired": "retired; it is not quoted until a sync brings other content",
}


def edit_hint(corrections: int) -> str:
    """What stands below the form."""
    proposed = f"The {corrections} corrections stand at the end as a proposal: weave them in. " if corrections else ""
    return proposed + EDIT_HINT


def heading(title: str) -> str:
    """The first line of an article's card."""
    return f"Flagged article: {title}"


def flagged_by(name: str, verdict: str, when: str) -> str:
    """Who flagged an answer, and as what."""
    return f"{name} · {verdict} · {when}"


def recalled(account: str, when: str, *, corrected: bool) -> str:
    """One earlier answer: to whom, and when."""
    return f"{account} · {when}{' · corrected' if corrected else ''}"


def more_recalled(number: int) -> str:
    """How many answers are not listed."""
    return f"and {number} more; they are listed as these are corrected"


def correction(text: str) -> str:
    """What a flag says would be right."""
    return f"Would be right: {text}"


def cause(text: str) -> str:
    """Where a flag says that the mistake comes from."""
    return f"Cause: {text}"


def done(outcome: str, name: str, when: str = "") -> str:
    """What became of a flagged article, and by whom."""
    by = f" by {name}" if name else " by command"
    return f"Looked at{by}{f', {when}' if when else ''}: {_DONE[outcome]}."


def cites_gone(titles: Iterable[str]) -> str:
    """Why an answer is held, as the end of a sentence."""
    return f"it cites {', '.join(f'“{title}”' for title in titles)}, which was taken out of the knowledge base"


def gone_on_card(title: str, when: str) -> str:
    """On a card whose draft cites such an article; when that was noticed, since syncs may have run before."""
    return f"The draft cites “{title}”, which was taken out of the knowledge base (noticed {when}). {APPROVE_GONE}"


def gone_refused(lines: Iterable[str]) -> str:
    """For who approves such a draft: the card's own lines."""
    return f"Not approved. {' '.join(lines)}"


def edit_part(number: int, of: int) -> str:
    """The label of one field of an article that is too long for one."""
    return f"{EDIT_LABEL}, part {number} of {of}"
