"""Titles, labels and complaints of the forms staff and customers fill in. Titles have at most 24 characters."""

from __future__ import annotations

CANCEL = "Cancel"
SEND, SAVE = "Send", "Save"
EDIT_TITLE, EDIT_LABEL = "Edit the draft", "What the customer will read (Markdown)"
EDIT_HINT = "It is sent in the customer's thread, labelled as written by you with AI help."
REPLY_TITLE, REPLY_LABEL = "Reply to customer", "What the customer will read (Markdown)"
REPLY_HINT = "It is sent in the customer's thread in your name, and the thread is yours from then on."
SOURCES_LABEL = "Articles to name below it"
INTENT_TITLE, INTENT_LABEL = "Intent", "What is this question about?"
INTENT_HINT = "The classifier may learn it. What was decided on this question stays as it is."
REASSIGN_TITLE, TEAM_LABEL, OWNER_LABEL = "Reassign", "Team", "Owner"
DECLINE_TITLE, DECLINE_LABEL, DECLINE_SUBMIT = "Decline the draft", "Why?", "Decline"
FLAG_TITLE, VERDICT_LABEL = "Flag this answer", "What is wrong with it?"
CORRECTION_LABEL, CAUSE_LABEL = "What would be right?", "Where does it come from?"
FLAG_SUBMIT = "Flag"
SEVERE_LABEL = "If it is wrong: is it about one of these?"
SEVERE_HINT = "Then answers of this kind are reviewed again at once."
SEVERE = {
    "money": "Money",
    "security": "Security",
    "deletion": "Deletion of data or accounts",
    "other_customer": "Another customer",
}
OVERRULE_TITLE, OVERRULE_LABEL, OVERRULE_REASON = "Overrule", "What shall hold?", "Why?"
OVERRULE_CHOICES = {
    "down": "Reviewed, whatever the figures say",
    "up": "May go out without review",
    "auto": "What the figures say, from now on anew",
}
NEEDS_REASON = "Write why: it is kept."
NOT_ACCURATE = "Not accurate"
NOTHING_TO_SEND = "Write something: an empty answer cannot be sent."
TOO_LONG = "Too long: at most 3,000 characters fit."
PICK_ONE = "Pick one of the list."


def no_owner(team: str) -> str:
    """Said where a request is given to a team that has nobody on call, without naming a person."""
    return f"Nobody is on call for {team}: pick a person, or name teams.{team}.oncall in support.yml."


def edit_part(number: int, of: int) -> str:
    """The label of one field of a draft that is too long for one."""
    return f"{EDIT_LABEL}, part {number} of {of}"


def draft_goes_on(length: int, start: str) -> str:
    """Said where a draft is longer than a form can hold."""
    return f"The draft goes on for {length} characters that do not fit here; they are sent unchanged after it: {start}"


DECLINE_CAUSE_LABEL = "What is it about?"
DECLINED_AS_WRONG = "wrong"
DECLINE_CAUSES = {
    DECLINED_AS_WRONG: "The draft is wrong or misleading",
    "solved": "The customer's problem is solved already",
    "tone": "The tone, not the content",
    "other": "Something else",
}
VERDICTS = {
    "wrong": "Wrong",
    "outdated": "Outdated",
    "incomplete": "Incomplete",
    "tone": "Wrong tone",
    "other": "Something else",
}
CAUSES = {
    "article_wrong": "An article is wrong",
    "article_outdated": "An article is outdated",
    "article_missing": "No article says it",
    "wrong_article": "The wrong article was used",
    "misread": "The article was misread",
    "misunderstood": "The question was misunderstood",
}
