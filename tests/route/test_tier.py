"""The tier rules: each reason holds back by itself, and the strictest one wins."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain import (
    ArticleId,
    Classification,
    Drafted,
    Generation,
    Grounding,
    IntentScore,
    Mode,
    Passage,
    PassageId,
    Reason,
    ReasonCode,
    Sentence,
    SentenceCheck,
    Source,
    Tier,
)
from bot.policy import Intent, Policy, Thresholds
from bot.policy.modes import mode_for
from bot.policy.trust import Trust
from bot.route.tier import STOOD_IN, RouteFacts, handoff_reasons, route, trusted

TODAY = date(2026, 11, 20)
LIMITS = Thresholds()
SENTENCE = Sentence("Open Settings.", (PassageId("a#0"),))
CALM = Classification((IntentScore("password_reset", 0.9),))
GOOD = Drafted(
    Generation("extractive", (SENTENCE,)), Grounding((SentenceCheck(SENTENCE, True, PassageId("a#0")),), score=0.95)
)
SOURCE = Source(ArticleId("a"), "Resetting a password", reviewed_at=TODAY - timedelta(days=10))
CLEAR = RouteFacts(
    classification=CALM,
    mode=Mode.AUTO,
    trusted=True,
    today=TODAY,
    passages=(Passage(PassageId("a#0"), ArticleId("a"), "Resetting a password", "Open Settings."),),
    drafted=GOOD,
    sources=(SOURCE,),
)


def codes(reasons: tuple[Reason, ...]) -> list[ReasonCode]:
    return [reason.code for reason in reasons]


def test_a_trusted_confident_grounded_fresh_answer_to_a_calm_customer_is_posted() -> None:
    assert route(CLEAR, LIMITS) == (Tier.ANSWERED, (Reason(ReasonCode.ALL_CLEAR, Tier.ANSWERED),))


@pytest.mark.parametrize(
    ("change", "tier", "code"),
    [
        ({"mode": Mode.DRAFT}, Tier.REVIEWED, ReasonCode.DRAFT_MODE),
        ({"mode": Mode.WATCH}, Tier.REVIEWED, ReasonCode.WATCH_MODE),
        ({"incident": ("password_reset",)}, Tier.REVIEWED, ReasonCode.INCIDENT),
        ({"trusted": False}, Tier.REVIEWED, ReasonCode.INTENT_NOT_TRUSTED),
        (
            {"classification": replace(CALM, intents=(IntentScore("password_reset", 0.74),))},
            Tier.REVIEWED,
            ReasonCode.LOW_CONFIDENCE,
        ),
        ({"classification": replace(CALM, frustration=0.5)}, Tier.REVIEWED, ReasonCode.UPSET_CUSTOMER),
        ({"classification": replace(CALM, frustration=0.8)}, Tier.HANDOFF, ReasonCode.FRUSTRATION),
        ({"classification": replace(CALM, churn=0.8)}, Tier.HANDOFF, ReasonCode.CHURN_RULE),
        ({"classification": replace(CALM, escalate=("legal",))}, Tier.HANDOFF, ReasonCode.ESCALATE_INTENT),
        ({"flagged": frozenset({ArticleId("a")})}, Tier.REVIEWED, ReasonCode.FLAGGED_SOURCE),
        ({"found_wrong": True}, Tier.REVIEWED, ReasonCode.FOUND_WRONG),
        (
            {"sources": (replace(SOURCE, reviewed_at=TODAY - timedelta(days=61)),)},
            Tier.REVIEWED,
            ReasonCode.STALE_SOURCE,
        ),
        ({"sources": (replace(SOURCE, reviewed_at=None),)}, Tier.REVIEWED, ReasonCode.STALE_SOURCE),
        (
            {"drafted": replace(GOOD, generation=replace(GOOD.generation, chance=0.71))},
            Tier.REVIEWED,
            ReasonCode.UNSURE_ANSWER,
        ),
        (
            {"drafted": replace(GOOD, grounding=replace(GOOD.grounding, answers=0.29))},
            Tier.REVIEWED,
            ReasonCode.UNSURE_ANSWER,
        ),
        (
            {"drafted": replace(GOOD, grounding=replace(GOOD.grounding, score=0.49))},
            Tier.REVIEWED,
            ReasonCode.WEAK_GROUNDING,
        ),
        (
            {"drafted": replace(GOOD, grounding=Grounding((SentenceCheck(SENTENCE, False),), score=0.9))},
            Tier.REVIEWED,
            ReasonCode.UNSUPPORTED_SENTENCE,
        ),
        (
            {"drafted": Drafted(Generation("claude", ask="Which plan?"), Grounding())},
            Tier.REVIEWED,
            ReasonCode.MODEL_ASKS,
        ),
        (
            {"drafted": Drafted(Generation("claude", escalate="no"), Grounding())},
            Tier.ASSISTED,
            ReasonCode.MODEL_ESCALATED,
        ),
        ({"drafted": replace(GOOD, failed="overloaded")}, Tier.ASSISTED, ReasonCode.ENGINE_FAILED),
        ({"drafted": None, "passages": ()}, Tier.ASSISTED, ReasonCode.NOTHING_SUPPORTS),
        ({"unavailable": ReasonCode.INDEX_UNAVAILABLE}, Tier.ASSISTED, ReasonCode.INDEX_UNAVAILABLE),
        ({"unreadable": True}, Tier.ASSISTED, ReasonCode.UNREADABLE),
        ({"other_customer": "globex"}, Tier.ASSISTED, ReasonCode.OTHER_CUSTOMER),
        ({"person_has_thread": True}, Tier.ASSISTED, ReasonCode.PERSON_HAS_THREAD),
    ],
)
def test_each_reason_alone_holds_the_answer_back(change: dict[str, object], tier: Tier, code: ReasonCode) -> None:
    decided, reasons = route(replace(CLEAR, **change), LIMITS)  # type: ignore[arg-type]
    assert decided is tier
    assert codes(reasons) == [code]


def test_the_strictest_reason_wins_and_all_reasons_are_kept() -> None:
    angry = replace(CALM, frustration=0.9, escalate=("refund_request",))
    tier, reasons = route(replace(CLEAR, classification=angry, mode=Mode.DRAFT, drafted=None), LIMITS)
    assert tier is Tier.HANDOFF
    assert codes(reasons) == [ReasonCode.ESCALATE_INTENT, ReasonCode.FRUSTRATION, ReasonCode.DRAFT_MODE]


def test_an_article_reviewed_exactly_at_the_limit_is_still_fresh() -> None:
    edge = replace(SOURCE, reviewed_at=TODAY - timedelta(days=60))
    assert route(replace(CLEAR, sources=(edge,)), LIMITS)[0] is Tier.ANSWERED


def test_how_sure_an_answer_must_be_is_the_policys_to_say() -> None:
    unsure = replace(CLEAR, drafted=replace(GOOD, generation=replace(GOOD.generation, chance=0.71)))
    assert route(unsure, Thresholds(answer_probability=0.7))[0] is Tier.ANSWERED
    assert route(unsure, Thresholds(answer_probability=0.72))[0] is Tier.REVIEWED


def test_handing_over_needs_no_generation() -> None:
    assert codes(handoff_reasons(replace(CALM, escalate=("legal", "complaint")), LIMITS)) == [
        ReasonCode.ESCALATE_INTENT,
        ReasonCode.ESCALATE_INTENT,
    ]
    assert handoff_reasons(CALM, LIMITS) == ()


def test_the_strictest_of_app_channel_and_intent_mode_holds() -> None:
    policy = Policy(mode=Mode.AUTO, intents={"password_reset": Intent(mode=Mode.WATCH)})
    assert mode_for(policy, Mode.AUTO, CALM) is Mode.WATCH
    assert mode_for(policy.model_copy(update={"intents": {}}), Mode.DRAFT, CALM) is Mode.DRAFT
    assert mode_for(policy.model_copy(update={"intents": {}}), Mode.AUTO, CALM) is Mode.AUTO


def test_trust_is_earned_by_every_intent_in_the_message_or_pinned_where_pins_count() -> None:
    policy = Policy(intents={"password_reset": Intent(trust="pinned"), "billing_query": Intent()})
    enough, earned = policy.review.least_audits, Trust(earned=True)

    def may(asked: Classification, *, pins: bool, **states: Trust) -> bool:
        return trusted(policy, asked, states, enough, pins=pins)

    assert may(CALM, pins=True)
    assert not may(CALM, pins=False)
    assert may(CALM, pins=False, password_reset=earned)
    both = replace(CALM, intents=(*CALM.intents, IntentScore("billing_query", 0.4)))
    assert not may(both, pins=True, password_reset=earned)
    assert may(both, pins=True, billing_query=earned)
    faint = replace(CALM, intents=(*CALM.intents, IntentScore("billing_query", 0.1)))
    assert may(faint, pins=True)


def test_staffs_pin_down_goes_before_all_and_a_pin_up_is_no_evidence_for_an_engine_that_quotes() -> None:
    policy = Policy(intents={"password_reset": Intent(trust="pinned")})
    down, up = Trust(earned=True, pinned=False), Trust(pinned=True)
    assert not trusted(policy, CALM, {"password_reset": down}, 1000, pins=True)
    assert trusted(policy, CALM, {"password_reset": up}, 0, pins=True)
    assert not trusted(policy, CALM, {"password_reset": up}, 1000, pins=False)


def test_nothing_is_trusted_before_there_are_enough_audits_of_any_kind() -> None:
    policy = Policy(intents={"password_reset": Intent()})
    states = {"password_reset": Trust(earned=True)}
    assert not trusted(policy, CALM, states, policy.review.least_audits - 1, pins=False)
    assert trusted(policy, CALM, states, policy.review.least_audits, pins=False)


@pytest.mark.parametrize(
    ("problem", "failed", "tier", "detail"),
    [
        (ReasonCode.MODEL_DECLINED, "declined", Tier.ASSISTED, "declined"),
        (ReasonCode.MODEL_AWAY, "", Tier.REVIEWED, STOOD_IN),
        (ReasonCode.MODEL_SETUP, "", Tier.REVIEWED, STOOD_IN),
    ],
)
def test_what_went_wrong_with_the_model_is_a_reason_and_never_tier_0(
    problem: ReasonCode, failed: str, tier: Tier, detail: str
) -> None:
    assert CLEAR.drafted is not None
    drafted = replace(CLEAR.drafted, problem=problem, failed=failed)
    assert route(replace(CLEAR, drafted=drafted), LIMITS) == (tier, (Reason(problem, tier, detail),))
