"""Names of buttons, menus, forms and their fields: what Slack sends back to us."""

from __future__ import annotations

from enum import StrEnum


class Button(StrEnum):
    """action_id of buttons. The value is a decision id on desk cards (card_buttons.py), a post id under
    answers, an incident id on posts of incidents (incident.py)."""

    APPROVE = "approve"
    EDIT = "edit"
    REASSIGN = "reassign"
    DECLINE = "decline"
    DRAFT_NEAR = "draft_near"
    REPLY = "reply"
    TAKE = "take"
    INTENT = "intent"
    GIVE_BACK = "give_back"
    RESOLVE = "resolve"
    HOLD = "hold"
    REOPEN = "reopen"
    ACCURATE = "accurate"
    NOT_ACCURATE = "not_accurate"
    FEEDBACK = "feedback"  # feedback_buttons: value "up:<post id>" or "down:<post id>"
    FEEDBACK_UP = "feedback_up"
    FEEDBACK_DOWN = "feedback_down"
    TALK_TO_PERSON = "talk_to_person"
    INCIDENT_NOTE = "incident_note"
    INCIDENT_UPDATE = "incident_update"
    INCIDENT_END = "incident_end"
    ARTICLE_RIGHT = "article_right"  # the value of these three is a review id (article_card.py)
    ARTICLE_EDITED = "article_edited"
    ARTICLE_RETIRED = "article_retired"
    RECALL = "recall"  # "<review id> <decision id>"
    OVERRULE = "overrule"  # the value of these three is the id of the note's own post (trust_note.py)
    FLAG_FINE = "flag_fine"
    FLAG_WRONG = "flag_wrong"
    GAP_DRAFT = "gap_draft"  # the value of these three is the id of a gap: its most typical ticket
    GAP_PUBLISH = "gap_publish"
    GAP_DROP = "gap_drop"
    CLASSIFIER_BACK = "classifier_back"  # the value is the id of the note's own post
    INPUT = "input"  # the one element of every input block


class ModalId(StrEnum):
    """callback_id of modals and shortcuts."""

    EDIT_DRAFT = "edit_draft"
    REASSIGN = "reassign"
    DECLINE = "decline"
    REPLY = "reply"
    INTENT = "intent"
    FLAG = "flag"
    FEEDBACK_WORD = "feedback_word"
    INCIDENT_NOTE = "incident_note"
    INCIDENT_UPDATE = "incident_update"
    EDIT_ARTICLE = "edit_article"
    OVERRULE = "overrule"
    RECALL = "recall"
    GAP_ARTICLE = "gap_article"
    FLAG_SHORTCUT = "flag_answer"


class Field(StrEnum):
    """block_id of a form's inputs: the keys of ViewSubmitted.values."""

    TEXT = "text"
    TITLE = "title"
    TEAM = "team"
    INTENT = "intent"
    OWNER = "owner"
    REASON = "reason"
    VERDICT = "verdict"
    CORRECTION = "correction"
    CAUSE = "cause"
    WORD = "word"
    SEVERE = "severe"
    SOURCES = "sources"


def vote(action_id: str, value: str) -> tuple[bool, str] | None:
    """(helpful, post id) of a feedback click of either kind; None where it is none, or forged."""
    if action_id == Button.FEEDBACK:
        word, _, post_id = value.partition(":")
        return (word == "up", post_id) if word in {"up", "down"} and post_id else None
    if action_id in {Button.FEEDBACK_UP, Button.FEEDBACK_DOWN} and value:
        return action_id == Button.FEEDBACK_UP, value
    return None
