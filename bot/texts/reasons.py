"""Why a request left the way it did, one sentence a reason."""

from __future__ import annotations

from bot.domain import Reason, ReasonCode, Tier

_TIERS = {
    Tier.ANSWERED: "answered",
    Tier.REVIEWED: "to be reviewed",
    Tier.ASSISTED: "for a person",
    Tier.HANDOFF: "handed over",
}

_PLAIN = {
    ReasonCode.ESCALATE_INTENT: "This kind of request always goes to people at once",
    ReasonCode.FRUSTRATION: "The customer sounds very frustrated",
    ReasonCode.CHURN_RULE: "The customer may be about to leave",
    ReasonCode.ASKED_FOR_PERSON: "The customer asked for a person",
    ReasonCode.PERSON_HAS_THREAD: "A person already has this thread",
    ReasonCode.NOTHING_SUPPORTS: "Nothing in the knowledge base supports an answer",
    ReasonCode.MODEL_ESCALATED: "The articles found do not answer this",
    ReasonCode.MODEL_ASKS: "The question must be made clearer first",
    ReasonCode.ENGINE_FAILED: "No answer could be written: the engine failed",
    ReasonCode.MODEL_DECLINED: "The model declined to answer this",
    ReasonCode.MODEL_CUT_OFF: "The model's answer was cut off before its end",
    ReasonCode.MODEL_AWAY: "The model is overloaded or cannot be reached",
    ReasonCode.MODEL_SETUP: "The model's server refuses our calls; run `python -m bot doctor`",
    ReasonCode.MODEL_UNUSABLE: "The model gave no usable answer",
    ReasonCode.SPEND_LIMIT: "The limit of cost for language models is reached",
    ReasonCode.TOOL_FAILED: "A look-up of live facts failed",
    ReasonCode.INDEX_UNAVAILABLE: "The knowledge index cannot be used; run `python -m bot kb sync`",
    ReasonCode.UNREADABLE: "The message holds nothing that can be read, such as an image alone",
    ReasonCode.OTHER_CUSTOMER: "It names another customer",
    ReasonCode.INTENT_NOT_TRUSTED: "This kind of question has not yet earned unreviewed answers",
    ReasonCode.LOW_CONFIDENCE: "It is not clear enough what the question is about",
    ReasonCode.WEAK_GROUNDING: "The sources support the answer only weakly",
    ReasonCode.UNSURE_ANSWER: "The sources support the answer, but it may not be what was asked",
    ReasonCode.UNSUPPORTED_SENTENCE: "Part of the draft is not supported by any source",
    ReasonCode.STALE_SOURCE: "A source has not been reviewed lately",
    ReasonCode.FLAGGED_SOURCE: "A source was flagged and waits for review",
    ReasonCode.FOUND_WRONG: "Colleagues found this answer to such a question wrong before",
    ReasonCode.DRAFT_MODE: "Draft mode is on: every answer is reviewed",
    ReasonCode.PAUSED: "Staff paused answers without review here",
    ReasonCode.INCIDENT: "Several customers ask alike at once, which may be an incident",
    ReasonCode.TIER0_LIMIT: "This account has had all the answers without review that its tier allows today",
    ReasonCode.WATCH_MODE: "Watch mode is on: nothing is sent to the customer",
    ReasonCode.UPSET_CUSTOMER: "The customer sounds upset",
    ReasonCode.DISSENT: "The customer says that the last answer did not help",
    ReasonCode.DISSENT_AGAIN: "The customer says again that an answer did not help",
    ReasonCode.SAME_ANSWER: "The customer got this very answer before",
    ReasonCode.NAMED_PERSON: "The customer asks somebody else by name",
    ReasonCode.HAS_FILE: "A file came with it, which Earnest cannot read",
    ReasonCode.FORWARDED: "Part of it was written elsewhere and forwarded",
    ReasonCode.UNREAD_PART: "Part of the message cannot be read",
    ReasonCode.ALL_CLEAR: "Trusted, confident, supported, fresh, and the customer is calm",
    ReasonCode.OF_A_NEWER_VERSION: "A newer version of Earnest decided it, for a reason that this one does not know",
}


def tier(value: Tier) -> str:
    """`Tier 1, to be reviewed`."""
    return f"Tier {int(value)}, {_TIERS[value]}"


def reason(value: Reason) -> str:
    """One reason as a sentence with its detail, without the final stop."""
    sentence = _PLAIN.get(value.code, str(value.code))
    return f"{sentence} ({value.detail})" if value.detail else sentence


def percent(share: float) -> str:
    """0.824 -> `82 %`."""
    return f"{round(min(max(share, 0.0), 1.0) * 100)} %"


def level(share: float) -> str:
    """0..1 in a word, with the figure: `high (80 %)`."""
    word = "high" if share >= 0.7 else "raised" if share >= 0.4 else "normal"
    return f"{word} ({percent(share)})"


def failed_here(failure_id: str) -> str:
    """The detail of what nobody foresaw, on the card of the question that it hit."""
    return f"something failed here, id {failure_id}; a person should look, and the log has the line with that id"
