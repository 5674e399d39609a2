"""What staff read about questions that no article answers."""

from __future__ import annotations

HEADING = "What customers ask and no article answers (last 90 days)"
NONE = "No two unanswered questions of the last 90 days are alike."


def line(name: str, questions: int, accounts: int) -> str:
    """`export schedule: 5 questions of 3 customers`."""
    asked = f"{questions} question{'' if questions == 1 else 's'}"
    return f"{name}: {asked} of {accounts} customer{'' if accounts == 1 else 's'}"


def total(questions: int, grouped: int, groups: int) -> str:
    """The last line of the list."""
    return f"{questions} unanswered questions, {grouped} of them in {groups} gaps."


DRAFT_ARTICLE, PUBLISH, DROP = "Draft an article", "Edit and publish…", "No article needed"
PUBLISH_TITLE, PUBLISH_SUBMIT = "Publish an article", "Publish"
TITLE_LABEL, TEXT_LABEL = "Title", "The article (Markdown)"
TEXT_HINT = (
    "It is written as a new file into the knowledge base's folder and is in the index within a minute. Names, mail "
    "addresses and numbers of people were replaced; look for what is left of a customer."
)
NEEDS_TITLE = "Give it a title of at most 150 characters."
GONE = "That button belongs to a list or card that is over. /earnest gaps shows the gaps of now."
ASKED = "The article is being drafted; its card will be in the desk channel in a moment."
ASKED_ALREADY = "An article for this gap was asked for already: its card is in the desk channel."
NO_ANSWERS = "No colleague has answered these questions in their threads, so there is nothing to draft from."
NO_FOLDER = "no source of the policy is a local folder (knowledge.publish_to), so nothing can be published from here"
NOT_WRITABLE = "the folder cannot be written to; its permissions are the operator's"
NOT_INDEXED = "the file was written, but the index does not take it; `kb sync` says why"
CARD_EXISTS = "drafted, see its card"


def card_heading(name: str) -> str:
    """The first line of a gap's card."""
    return f"An article is missing: {name}"


def asked(questions: int) -> str:
    """What stands over the threads."""
    return f"Asked in {questions} thread{'' if questions == 1 else 's'}, answered by no article"


def written_by(engine: str, left_out: int) -> str:
    """Who wrote the draft, and what was left out of it."""
    if engine == "extractive":
        return "The draft is in your colleagues' own words, from the answer that is most typical of these threads."
    dropped = f"; {left_out} sentence{'' if left_out == 1 else 's'} that nothing there supports left out"
    return f"The draft was written by a model from your colleagues' answers{dropped if left_out else ''}."


def standing(state: str, name: str, when: str) -> str:
    """What became of a gap's article."""
    by = f" by {name}" if name else ""
    at = f", {when}" if when else ""
    return {
        "drafting": "The draft is being written.",
        "open": "",
        "publishing": f"Published{by}{at}; it will be in the index in a moment.",
        "published": f"Published{by}{at}, and in the index. The gap closes when its questions are answerable.",
        "closed": "Closed: most of its questions are answerable now.",
        "dropped": f"No article needed, says {name or 'a colleague'}{at}.",
    }[state]


def problem(why: str) -> str:
    """What went wrong with the last try to publish."""
    return f"Not as it should be: {why}." if why == NOT_INDEXED else f"It could not be published: {why}."


def text_part(number: int, of: int) -> str:
    """The label of one field of a draft that is too long for one."""
    return f"{TEXT_LABEL}, part {number} of {of}"
