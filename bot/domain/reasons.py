"""The tiers, and every reason that a decision can have for one."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Tier(IntEnum):
    """How a request leaves; the larger number is the stricter one."""

    ANSWERED = 0
    REVIEWED = 1
    ASSISTED = 2
    HANDOFF = 3


class ReasonCode(StrEnum):
    """Why a tier was chosen. `texts.reasons` has the sentence of each; a reason that nothing produces fails a test."""

    ESCALATE_INTENT = "escalate_intent"
    FRUSTRATION = "frustration"
    CHURN_RULE = "churn_rule"
    ASKED_FOR_PERSON = "asked_for_person"
    PERSON_HAS_THREAD = "person_has_thread"
    NOTHING_SUPPORTS = "nothing_supports"
    MODEL_ESCALATED = "model_escalated"
    MODEL_ASKS = "model_asks"
    ENGINE_FAILED = "engine_failed"
    MODEL_DECLINED = "model_declined"
    MODEL_CUT_OFF = "model_cut_off"
    MODEL_AWAY = "model_away"
    MODEL_SETUP = "model_setup"
    MODEL_UNUSABLE = "model_unusable"
    SPEND_LIMIT = "spend_limit"
    TOOL_FAILED = "tool_failed"
    INDEX_UNAVAILABLE = "index_unavailable"
    UNREADABLE = "unreadable"
    OTHER_CUSTOMER = "other_customer"
    INTENT_NOT_TRUSTED = "intent_not_trusted"
    LOW_CONFIDENCE = "low_confidence"
    WEAK_GROUNDING = "weak_grounding"
    UNSURE_ANSWER = "unsure_answer"
    UNSUPPORTED_SENTENCE = "unsupported_sentence"
    STALE_SOURCE = "stale_source"
    FLAGGED_SOURCE = "flagged_source"
    FOUND_WRONG = "found_wrong"
    DRAFT_MODE = "draft_mode"
    PAUSED = "paused"
    TIER0_LIMIT = "tier0_limit"
    INCIDENT = "incident"
    WATCH_MODE = "watch_mode"
    UPSET_CUSTOMER = "upset_customer"
    DISSENT = "dissent"
    DISSENT_AGAIN = "dissent_again"
    SAME_ANSWER = "same_answer"
    NAMED_PERSON = "named_person"
    HAS_FILE = "has_file"
    FORWARDED = "forwarded"
    UNREAD_PART = "unread_part"
    ALL_CLEAR = "all_clear"
    OF_A_NEWER_VERSION = "of_a_newer_version"

    @classmethod
    def _missing_(cls, value: object) -> ReasonCode:
        """In a deploy an older version reads what a newer one decided; the tier stands beside the reason."""
        del value
        return cls.OF_A_NEWER_VERSION
