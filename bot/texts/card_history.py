"""The words for what was done on a card, one a line of its history."""

from __future__ import annotations

from typing import Literal, assert_never

from bot.domain.states import Act
from bot.texts import card


def done(action: str, *, team: str = "", owner: str = "", reason: str = "", intent: str = "") -> str:
    """What an entry of the audit log says on a card; empty for one that other code wrote. An act without its line is a
    type error here."""
    if action not in set(Act):
        return ""
    match act := Act(action):
        case Act.APPROVE:
            return "Approved"
        case Act.EDIT:
            return "Edited"
        case Act.REASSIGN:
            return card.reassigned(team or "another team", owner, reason)
        case Act.DECLINE:
            return card.declined(reason)
        case Act.DRAFT_NEAR:
            return "Made a draft of the nearest passage"
        case Act.RELABEL:
            return card.relabelled(intent)
        case Act.REPLY:
            return "Replied to the customer"
        case Act.TAKE:
            return "Taken"
        case Act.GIVE_BACK:
            return "Given back to Earnest"
        case Act.STAFF_REPLIED:
            return "Answered in the thread"
        case Act.ACCURATE:
            return "Marked accurate"
        case Act.INACCURATE:
            return "Marked not accurate"
        case Act.FLAG:
            return "Flagged"
        case Act.QUESTION_EDITED | Act.QUESTION_DELETED | Act.QUESTION_REPHRASED | Act.WITHDRAWN:
            return _of_question(act)
        case Act.PAUSE:
            return "Answers without review were paused"
        case Act.RESUME:
            return "Answers without review were resumed"
        case Act.OVERRULE:
            return "Trust was overruled"
        case Act.SEVERE:
            return "Confirmed as a severe mistake"
        case Act.CORRECTED:
            return "A correction was sent to the customer"
        case Act.CUSTOMER_FLAG:
            return "The customer says that the answer is wrong"
        case Act.RESOLVE | Act.REOPEN | Act.HOLD:
            return _of_status(act)
        case Act.INCIDENT_NOTE | Act.INCIDENT_UPDATE | Act.INCIDENT_END:
            return _of_incident(act)
        case Act.ARTICLE_STILL_RIGHT | Act.ARTICLE_EDITED | Act.ARTICLE_RETIRED:
            return _of_article(act)
        case Act.GAP_ASKED | Act.GAP_PUBLISHED | Act.GAP_DROPPED:
            return _of_gap(act)
        case Act.CLASSIFIER_BACK:
            return "Went back to the classifier before"
    assert_never(act)


def _of_status(act: Literal[Act.RESOLVE, Act.REOPEN, Act.HOLD]) -> str:
    match act:
        case Act.RESOLVE:
            return "Resolved"
        case Act.REOPEN:
            return "Open again"
        case Act.HOLD:
            return "Put on hold"
    assert_never(act)


def _of_question(
    act: Literal[Act.QUESTION_EDITED, Act.QUESTION_DELETED, Act.QUESTION_REPHRASED, Act.WITHDRAWN],
) -> str:
    match act:
        case Act.QUESTION_EDITED:
            return "The question was edited"
        case Act.QUESTION_DELETED:
            return "The question was deleted"
        case Act.QUESTION_REPHRASED:
            return "The customer asked it in other words"
        case Act.WITHDRAWN:
            return "The customer needs no answer any more"
    assert_never(act)


def _of_incident(act: Literal[Act.INCIDENT_NOTE, Act.INCIDENT_UPDATE, Act.INCIDENT_END]) -> str:
    match act:
        case Act.INCIDENT_NOTE:
            return "Sent the holding note of an incident"
        case Act.INCIDENT_UPDATE:
            return "Sent the update of an incident"
        case Act.INCIDENT_END:
            return "Ended the incident that this belongs to"
    assert_never(act)


def _of_article(act: Literal[Act.ARTICLE_STILL_RIGHT, Act.ARTICLE_EDITED, Act.ARTICLE_RETIRED]) -> str:
    match act:
        case Act.ARTICLE_STILL_RIGHT:
            return "The flagged article is still right"
        case Act.ARTICLE_EDITED:
            return "The flagged article was edited"
        case Act.ARTICLE_RETIRED:
            return "The flagged article was retired"
    assert_never(act)


def _of_gap(act: Literal[Act.GAP_ASKED, Act.GAP_PUBLISHED, Act.GAP_DROPPED]) -> str:
    match act:
        case Act.GAP_ASKED:
            return "Had an article drafted"
        case Act.GAP_PUBLISHED:
            return "Published an article"
        case Act.GAP_DROPPED:
            return "No article is needed"
    assert_never(act)
