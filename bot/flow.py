"""Runs the steps in order over one question: classify, retrieve, generate, route; each one is a checkpoint."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.answer.budget import remembered, within_budget
from bot.answer.check.other_customers import others_named
from bot.answer.cited_sources import cited_sources
from bot.answer.engines.extractive.engine import NAME as EXTRACTIVE
from bot.answer.generate import generate
from bot.answer.history import split_history, summary_for_card, summary_of_older
from bot.answer.tools import calls_for, live_passages
from bot.domain import (
    Account,
    Brief,
    CallContext,
    ChannelId,
    Classification,
    Conversation,
    Decision,
    Drafted,
    MessageTs,
    Mode,
    Passage,
    ReasonCode,
    TicketId,
    Tier,
    TurnId,
    UserId,
    Utterance,
    Versions,
)
from bot.domain.ports import (
    AuditRecord,
    Clock,
    Engine,
    GroundingCheck,
    IncidentList,
    IntentClassifier,
    KnowledgeIndex,
    LiveFacts,
    PauseList,
    SourceStatus,
    Steps,
    SummaryStore,
)
from bot.errors import IndexUnavailableError
from bot.knowledge.retrieve import retrieve
from bot.platform.plain_steps import PlainSteps
from bot.policy import Policy
from bot.policy.clusters import areas_for, guidance_for
from bot.policy.modes import bursts_that_hold, mode_for, pauses_that_hold, significant
from bot.policy.trust_record import trust_in
from bot.route.team import team_for
from bot.route.tier import RouteFacts, handoff_reasons, route, trusted
from bot.texts.card import tried


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What retrieval gave, what tools looked up first. `unavailable` when there is no usable index, `tools_failed`
    which look-ups gave nothing: facts to route on, not crashes."""

    passages: tuple[Passage, ...] = ()
    unavailable: bool = False
    tools_failed: tuple[str, ...] = ()
    index: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts the steps work with, put together by the composition root."""

    policy: Policy
    classifier: IntentClassifier
    index: KnowledgeIndex
    engine: Engine
    fallback: Engine | None
    summariser: Engine
    checker: GroundingCheck
    sources: SourceStatus
    audits: AuditRecord
    clock: Clock
    summaries: SummaryStore | None = None
    pauses: PauseList | None = None
    incidents: IncidentList | None = None
    tools: LiveFacts | None = None
    quick: IntentClassifier | None = None


async def decide(parts: Parts, conversation: Conversation, steps: Steps) -> Decision:
    """How this turn leaves. Raises TransientError when a step may succeed later, and PermanentError never:
    whatever a part cannot do becomes a reason."""
    context = _context(parts, conversation)
    classification = await steps.step("classify", lambda: _classify(parts, conversation, context), Classification)
    heard = conversation.forced_in or conversation.attachments_only or conversation.dissent
    handed_off = handoff_reasons(classification, parts.policy.thresholds)
    if (classification.chatter or (conversation.settled and not handed_off)) and not heard:
        return Decision(Tier.ANSWERED, (), classification, "", conversation.question, not_a_request=True)
    retrieved, drafted = Retrieved(), None
    for_people = (
        handed_off
        or conversation.person_has_thread
        or conversation.attachments_only
        or conversation.named
        or conversation.dissent > 1
        or _other_customer(parts.policy, conversation)
    )
    if not for_people:
        retrieved = await steps.step("retrieve", lambda: _retrieve(parts, conversation, classification), Retrieved)
        if retrieved.passages:
            brief = _brief(parts.policy, conversation, classification, retrieved.passages, context)
            drafted = await steps.step("generate", lambda: _generate(parts, brief), Drafted)
    return await steps.step(
        "route", lambda: _route(parts, conversation, classification, retrieved, drafted, context), Decision
    )


def _context(parts: Parts, conversation: Conversation) -> CallContext:
    """Classification, answer, second opinion and summary share one deadline a turn, counted from now on."""
    until = asyncio.get_running_loop().time() + parts.policy.thresholds.generation_deadline_s
    return CallContext(conversation.ticket_id or None, until, conversation.turn_id)


async def dry_run(parts: Parts, question: str, account: Account | None = None) -> Decision:
    """What would happen to a question, with timings; nothing is stored and nobody is told. Raises EarnestError."""
    steps = PlainSteps()
    conversation = Conversation(
        ticket_id=TicketId(""),
        turn_id=TurnId("dry-run"),
        revision=1,
        channel=ChannelId(""),
        thread_ts=MessageTs("0"),
        question=question,
        asked_by=UserId(""),
        asked_at=parts.clock.now(),
        account=account,
        mode=Mode.AUTO,
    )
    decision = await decide(parts, conversation, steps)
    return replace(decision, timings_ms=steps.timings_ms)


def _other_customer(policy: Policy, conversation: Conversation) -> str:
    """An account that the question names and that is not the asker's; empty when it names none."""
    return next(others_named(conversation.question, policy.customers, conversation.account), "")


async def _classify(parts: Parts, conversation: Conversation, context: CallContext) -> Classification:
    """What the question is about. What goes to people at once waits for no model."""
    earlier = tuple(u.text for u in conversation.history if u.role == "customer")
    if parts.quick is not None and parts.quick is not parts.classifier:
        found = await parts.quick.classify(conversation.question, earlier)
        if handoff_reasons(found, parts.policy.thresholds):
            return found
    return await parts.classifier.classify(conversation.question, earlier, context)


async def _retrieve(parts: Parts, conversation: Conversation, classification: Classification) -> Retrieved:
    try:
        areas, without = areas_for(parts.policy, classification), conversation.tried if conversation.dissent else ()
        asked, said, account = conversation.question, conversation.history, conversation.account
        found = await retrieve(parts.index, asked, said, account, parts.policy.knowledge, areas, without)
        passages, build = await parts.sources.as_reviewed(found), await parts.index.version()
        unavailable = False
    except IndexUnavailableError:
        passages, build, unavailable = (), "", True
    live, failed = await _live_facts(parts, conversation, classification)
    return Retrieved((*live, *passages), unavailable and not live, failed, build)


async def _live_facts(
    parts: Parts, conversation: Conversation, classification: Classification
) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """What tools say about the asker's own account, and which of them failed. Nothing without an account or tools."""
    policy, account = parts.policy, conversation.account
    calls = calls_for(policy.tools, significant(classification, policy.thresholds), conversation.question, account)
    if parts.tools is None or account is None or not calls:
        return (), ()
    results = await parts.tools.look_up(calls)
    return live_passages(results, policy.tools, policy.customers, account, parts.clock.now().date())


def _brief(
    policy: Policy,
    conversation: Conversation,
    classification: Classification,
    passages: tuple[Passage, ...],
    context: CallContext,
) -> Brief:
    return Brief(
        question=conversation.question,
        passages=passages,
        history=conversation.history,
        account=conversation.account,
        intent=classification.intents[0].name if classification.intents else "",
        asked_before=conversation.asked_before,
        guidance=guidance_for(policy, classification),
        upset=classification.frustration >= policy.thresholds.upset,
        context=context,
    )


async def _generate(parts: Parts, brief: Brief) -> Drafted:
    older, recent = split_history(brief.history, parts.policy.knowledge.history_turns)
    summary = await summary_of_older(older, parts.summariser, parts.summaries, brief.context)
    brief = within_budget(replace(brief, summary=summary, history=recent), parts.policy.knowledge)
    deadline = parts.policy.thresholds.generation_deadline_s
    return await generate(parts.engine, parts.fallback, parts.checker, brief, deadline)


async def _route(
    parts: Parts,
    conversation: Conversation,
    classification: Classification,
    retrieved: Retrieved,
    drafted: Drafted | None,
    context: CallContext,
) -> Decision:
    sources = cited_sources(retrieved.passages, drafted)
    paused = await parts.pauses.active() if parts.pauses else ()
    burst = await parts.incidents.paused_intents() if parts.incidents else ()
    limits = parts.policy.thresholds
    facts = RouteFacts(
        classification=classification,
        mode=mode_for(parts.policy, conversation.mode, classification),
        trusted=await _trusted(parts, classification, drafted),
        today=parts.clock.now().date(),
        paused=pauses_that_hold(paused, conversation.channel, classification, limits, conversation.account),
        over_limit=conversation.over_limit,
        incident=bursts_that_hold(burst, classification, limits),
        person_has_thread=conversation.person_has_thread,
        unreadable=conversation.attachments_only,
        other_customer=_other_customer(parts.policy, conversation),
        unavailable=ReasonCode.INDEX_UNAVAILABLE if retrieved.unavailable else None,
        tools_failed=retrieved.tools_failed,
        passages=retrieved.passages,
        drafted=drafted,
        sources=sources,
        flagged=await parts.sources.flagged([source.id for source in sources]),
        found_wrong=await parts.audits.found_wrong(conversation.question, drafted, sources),
        dissent=conversation.dissent,
        tried=frozenset(conversation.tried),
        named=conversation.named,
        parts=conversation.parts,
    )
    tier, reasons = route(facts, limits)
    return Decision(
        tier=tier,
        reasons=reasons,
        classification=classification,
        team=team_for(parts.policy, classification),
        question=conversation.question,
        passages=remembered(retrieved.passages, drafted, parts.policy.knowledge.passages),
        drafted=drafted,
        sources=sources,
        summary="" if tier == 0 else await _summary(parts, conversation, context, at_once=tier is Tier.HANDOFF),
        suggestion=tried(conversation.tried_titles) if conversation.dissent else "",
        versions=Versions(retrieved.index, parts.policy.version),
    )


async def _summary(parts: Parts, conversation: Conversation, context: CallContext, *, at_once: bool) -> str:
    """At most two sentences for staff. `at_once`: by what needs no model where there is such a summariser."""
    said = (*conversation.history, Utterance("customer", conversation.question))
    writers = (parts.fallback or parts.summariser,) if at_once else (parts.summariser, parts.fallback)
    keep = parts.policy.knowledge.history_turns
    return await summary_for_card(said, keep, writers, None if at_once else parts.summaries, context)


async def summary_at_once(parts: Parts, said: tuple[Utterance, ...]) -> str:
    """At most two sentences on a conversation that a customer hands to a person, without waiting for a model."""
    writers = (parts.fallback or parts.summariser,)
    return await summary_for_card(said, parts.policy.knowledge.history_turns, writers, None, CallContext())


async def late_summary(parts: Parts, conversation: Conversation) -> str:
    """What a model makes of a request that was handed over without waiting for it; empty when it gives nothing."""
    return await _summary(parts, conversation, _context(parts, conversation), at_once=False)


async def _trusted(parts: Parts, classification: Classification, drafted: Drafted | None) -> bool:
    """Whether the engine that answered may do so alone here. A pin is the operator's word for an engine that writes;
    what merely quotes is as good as the articles are, which only audits can tell."""
    engine = drafted.generation.engine if drafted else parts.engine.name
    names = [intent.name for intent in significant(classification, parts.policy.thresholds)]
    states = {name: await trust_in(parts.policy, name, engine, parts.audits.events) for name in names}
    return trusted(parts.policy, classification, states, await parts.audits.count(), pins=engine != EXTRACTIVE)
