"""Step 5, route: the tier of a request as one pure function of named inputs, with every reason that made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain import (
    ArticleId,
    Classification,
    Drafted,
    Mode,
    Passage,
    PassageId,
    Reason,
    ReasonCode,
    Source,
    Standing,
    Tier,
)
from bot.domain.message_parts import NO_PARTS, Parts
from bot.policy import Policy, Thresholds
from bot.policy.modes import significant
from bot.policy.trust import Trust

STOOD_IN = "the articles were quoted instead"
_DOUBTED = frozenset({Standing.DEPRECATED, Standing.KEPT})


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """All that may decide a tier. `sources` are the articles the answer cites; `mode` is the strictest that applies.

    `paused` names what staff paused of what concerns this message; `over_limit`: the account's tier allows no more
    answers without review today. `incident` names the intents of the message about which unusually many ask just now.
    `found_wrong`: people found the same answer wrong for a like question.
    `other_customer` is the account that the question names and that is not the asker's.
    `tools_failed` says in words which look-ups of live facts gave nothing.
    `unavailable` names the code of a part that could not do its work (engine, index), None when all did."""

    classification: Classification
    mode: Mode
    trusted: bool
    today: date
    paused: tuple[str, ...] = ()
    over_limit: bool = False
    incident: tuple[str, ...] = ()
    person_has_thread: bool = False
    unreadable: bool = False
    other_customer: str = ""
    unavailable: ReasonCode | None = None
    tools_failed: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    drafted: Drafted | None = None
    sources: tuple[Source, ...] = ()
    flagged: frozenset[ArticleId] = frozenset()
    found_wrong: bool = False
    dissent: int = 0
    tried: frozenset[PassageId] = frozenset()
    named: tuple[str, ...] = ()
    parts: Parts = NO_PARTS


def trusted(
    policy: Policy, classification: Classification, states: Mapping[str, Trust], audits: int, *, pins: bool
) -> bool:
    """Whether every intent in the message may reach Tier 0: by its state with the engine that answered, or by a pin,
    in the policy or at the desk, where `pins` up count for that engine. A pin down always counts."""
    counted = significant(classification, policy.thresholds)
    return bool(counted) and all(_holds(policy, i.name, states.get(i.name, Trust()), audits, pins) for i in counted)


def _holds(policy: Policy, name: str, state: Trust, audits: int, pins: bool) -> bool:
    if state.pinned is False:
        return False
    pinned = state.pinned or (name in policy.intents and policy.intents[name].trust == "pinned")
    return (pins and pinned) or replace(state, pinned=None).holds(audits, policy.review)


def handoff_reasons(classification: Classification, thresholds: Thresholds) -> tuple[Reason, ...]:
    """Reasons to give the request to people before anything is generated; empty when there are none."""
    reasons = [Reason(ReasonCode.ESCALATE_INTENT, Tier.HANDOFF, name) for name in classification.escalate]
    if classification.frustration >= thresholds.frustration:
        reasons.append(Reason(ReasonCode.FRUSTRATION, Tier.HANDOFF, f"{classification.frustration:.2f}"))
    if classification.churn >= thresholds.churn:
        reasons.append(Reason(ReasonCode.CHURN_RULE, Tier.HANDOFF, f"{classification.churn:.2f}"))
    return tuple(reasons)


def route(facts: RouteFacts, thresholds: Thresholds) -> tuple[Tier, tuple[Reason, ...]]:
    """The tier and all reasons for it, strictest first. Without any reason to hold back it is Tier 0."""
    reasons = [
        *handoff_reasons(facts.classification, thresholds),
        *_unanswered(facts, thresholds),
        *_not_by_itself(facts, thresholds),
        *_beside_the_words(facts),
        *_weak_answer(facts, thresholds),
        *_source_reasons(facts, thresholds),
    ]
    if not reasons:
        return Tier.ANSWERED, (Reason(ReasonCode.ALL_CLEAR, Tier.ANSWERED),)
    reasons.sort(key=lambda reason: -reason.tier)
    return reasons[0].tier, tuple(reasons)


def _unanswered(facts: RouteFacts, thresholds: Thresholds) -> list[Reason]:
    """Why there is nothing to post: people have the thread, a part failed, or nothing supports an answer."""
    if facts.person_has_thread:
        return [Reason(ReasonCode.PERSON_HAS_THREAD, Tier.ASSISTED)]
    if facts.named:
        return [Reason(ReasonCode.NAMED_PERSON, Tier.ASSISTED, ", ".join(facts.named))]
    if facts.dissent > 1:
        return [Reason(ReasonCode.DISSENT_AGAIN, Tier.ASSISTED, str(facts.dissent))]
    if facts.unreadable:
        return [Reason(ReasonCode.UNREADABLE, Tier.ASSISTED)]
    if facts.other_customer:
        return [Reason(ReasonCode.OTHER_CUSTOMER, Tier.ASSISTED, facts.other_customer)]
    if facts.unavailable is not None:
        return [Reason(facts.unavailable, Tier.ASSISTED)]
    if facts.drafted is None:
        handed_over = handoff_reasons(facts.classification, thresholds)
        return [] if handed_over else [Reason(ReasonCode.NOTHING_SUPPORTS, Tier.ASSISTED)]
    generation = facts.drafted.generation
    if facts.drafted.failed:
        return [Reason(facts.drafted.problem or ReasonCode.ENGINE_FAILED, Tier.ASSISTED, facts.drafted.failed)]
    if generation.escalate is not None:
        code = ReasonCode.MODEL_ESCALATED if facts.passages else ReasonCode.NOTHING_SUPPORTS
        return [Reason(code, Tier.ASSISTED, generation.escalate)]
    if generation.ask is None and not generation.sentences:
        return [Reason(ReasonCode.NOTHING_SUPPORTS, Tier.ASSISTED)]
    return []


def _not_by_itself(facts: RouteFacts, thresholds: Thresholds) -> list[Reason]:
    """Why a person looks first, whatever the answer is like: mode, trust, confidence, mood."""
    reasons = [Reason(ReasonCode.TOOL_FAILED, Tier.REVIEWED, failure) for failure in facts.tools_failed]
    best = facts.classification.intents[0] if facts.classification.intents else None
    name = best.name if best else ""
    if facts.mode is not Mode.AUTO:
        code = ReasonCode.WATCH_MODE if facts.mode is Mode.WATCH else ReasonCode.DRAFT_MODE
        reasons.append(Reason(code, Tier.REVIEWED))
    if facts.paused:
        reasons.append(Reason(ReasonCode.PAUSED, Tier.REVIEWED, ", ".join(facts.paused)))
    if facts.incident:
        reasons.append(Reason(ReasonCode.INCIDENT, Tier.REVIEWED, ", ".join(facts.incident)))
    if facts.over_limit:
        reasons.append(Reason(ReasonCode.TIER0_LIMIT, Tier.REVIEWED))
    if not facts.trusted:
        reasons.append(Reason(ReasonCode.INTENT_NOT_TRUSTED, Tier.REVIEWED, name))
    if best is None or best.confidence < thresholds.confidence:
        detail = f"{best.confidence:.2f}" if best else ""
        reasons.append(Reason(ReasonCode.LOW_CONFIDENCE, Tier.REVIEWED, detail))
    if thresholds.upset <= facts.classification.frustration < thresholds.frustration:
        detail = f"{facts.classification.frustration:.2f}"
        reasons.append(Reason(ReasonCode.UPSET_CUSTOMER, Tier.REVIEWED, detail))
    return reasons


def _beside_the_words(facts: RouteFacts) -> list[Reason]:
    """Why what came before, or with, the question keeps an answer from going out alone."""
    reasons = [Reason(ReasonCode.UNREAD_PART, Tier.REVIEWED, what) for what in facts.parts.unread]
    if facts.parts.files:
        names = ", ".join(file.name or file.id for file in facts.parts.files)
        reasons.append(Reason(ReasonCode.HAS_FILE, Tier.REVIEWED, names))
    if facts.parts.forwards:
        authors = ", ".join(forward.author for forward in facts.parts.forwards if forward.author)
        reasons.append(Reason(ReasonCode.FORWARDED, Tier.REVIEWED, authors))
    if facts.dissent == 1:
        reasons.append(Reason(ReasonCode.DISSENT, Tier.REVIEWED))
    used = {cite for s in facts.drafted.generation.sentences for cite in s.cites} if facts.drafted else set()
    if used and used <= facts.tried:
        reasons.append(Reason(ReasonCode.SAME_ANSWER, Tier.REVIEWED))
    return reasons


def _weak_answer(facts: RouteFacts, thresholds: Thresholds) -> list[Reason]:
    """What the grounding check holds against the answer."""
    drafted = facts.drafted
    if drafted is None or drafted.failed:
        return []
    # Another engine stood in: whatever it says, people look at it, and are told what is broken.
    reasons = [Reason(drafted.problem, Tier.REVIEWED, STOOD_IN)] if drafted.problem else []
    if drafted.generation.escalate is not None:
        return reasons
    if drafted.generation.ask is not None:
        return [*reasons, Reason(ReasonCode.MODEL_ASKS, Tier.REVIEWED)]
    unsupported = sum(not check.supported for check in drafted.grounding.checks)
    if unsupported:
        reasons.append(Reason(ReasonCode.UNSUPPORTED_SENTENCE, Tier.REVIEWED, str(unsupported)))
    if not drafted.grounding.checks or drafted.grounding.score < thresholds.grounding:
        reasons.append(Reason(ReasonCode.WEAK_GROUNDING, Tier.REVIEWED, f"{drafted.grounding.score:.2f}"))
    elif drafted.generation.chance < thresholds.answer_probability:
        reasons.append(Reason(ReasonCode.UNSURE_ANSWER, Tier.REVIEWED, f"{drafted.generation.chance:.2f}"))
    elif drafted.grounding.answers < thresholds.answers_question:
        reasons.append(Reason(ReasonCode.UNSURE_ANSWER, Tier.REVIEWED, f"{drafted.grounding.answers:.2f}"))
    return reasons


def _source_reasons(facts: RouteFacts, thresholds: Thresholds) -> list[Reason]:
    """A cited article that is flagged, never reviewed or not lately, or that its writers took back in words."""
    reasons = [Reason(ReasonCode.FOUND_WRONG, Tier.REVIEWED)] if facts.found_wrong else []
    oldest = facts.today - timedelta(days=thresholds.stale_after_days)
    for source in facts.sources:
        if source.id in facts.flagged:
            reasons.append(Reason(ReasonCode.FLAGGED_SOURCE, Tier.REVIEWED, source.title))
        undated = source.reviewed_at is None or source.reviewed_at < oldest
        if source.standing in _DOUBTED or (undated and source.standing is not Standing.EXEMPT):
            reasons.append(Reason(ReasonCode.STALE_SOURCE, Tier.REVIEWED, source.title))
    return reasons
