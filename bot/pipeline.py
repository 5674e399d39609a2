"""Builds what answers a question, without Slack and without a database: for the bot, `ask` and the evaluations."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answer.check.grounding import VERSION as CHECK
from bot.answer.check.grounding import GroundingChecker
from bot.answer.check.on_topic import OnTopic
from bot.answer.check.tenant_wall import wall_of
from bot.answer.engines.extractive.engine import NAME as EXTRACTIVE
from bot.answer.engines.extractive.engine import VERSION as QUOTING
from bot.answer.engines.extractive.engine import ExtractiveEngine
from bot.classify.cascade import Cascade
from bot.classify.follow_ups.follow_up import FollowUps
from bot.classify.local.classifier import train_classifier
from bot.classify.local.in_use import ClassifierInUse
from bot.classify.policy_rules import Rules
from bot.domain import ArticleId, Passage, TrustEvent
from bot.domain.ports import (
    AuditRecord,
    CallLedger,
    Clock,
    Engine,
    IncidentList,
    IntentClassifier,
    PauseList,
    SecondOpinion,
    SourceStatus,
    SummaryStore,
)
from bot.domain.telemetry import Tell, nobody
from bot.errors import EarnestError
from bot.flow import Parts
from bot.knowledge.chunk import VERSION as CHUNKS
from bot.knowledge.open_index import open_index
from bot.knowledge.retrieve import retrieve
from bot.knowledge.search import HybridIndex
from bot.knowledge.sentence_cache import load_sentences
from bot.language.detection import Languages
from bot.language.sentence_vectors import SentenceVectors
from bot.platform.claude.breaker import Breaker
from bot.platform.claude.models import ANSWER_MODEL
from bot.platform.claude.prompts import load_prompt
from bot.platform.embedding.embedder import LocalEmbedder, open_embedder
from bot.platform.entailment import LocalEntailment, open_entailment
from bot.platform.mcp_tools import open_tools
from bot.platform.qdrant.builds import FORMAT
from bot.platform.reader import open_reader
from bot.policy import Policy
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.learn.material import MadeOf  # with it comes all that talks to Slack

_CLAUDE = "bot.answer.engines.claude"


class NoFlags:
    """Review's word where there is no database: nothing is flagged."""

    async def flagged(self, ids: object) -> frozenset[ArticleId]:
        """None are."""
        del ids
        return frozenset()

    async def as_reviewed(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """As they are."""
        return tuple(passages)


class NoAudits:
    """The record of audits where there is no database: nothing has earned trust."""

    async def events(self, intent: str, engine: str) -> list[TrustEvent]:
        """None."""
        del intent, engine
        return []

    async def found_wrong(self, question: str, drafted: object, sources: object) -> bool:
        """See ports.AuditRecord: nobody judged anything."""
        del question, drafted, sources
        return False

    async def count(self) -> int:
        """None."""
        return 0


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What answers a question, without Slack and without a database."""

    parts: Parts
    quick: IntentClassifier
    local: ClassifierInUse
    index: HybridIndex
    embedder: LocalEmbedder
    entailment: LocalEntailment
    follow_ups: FollowUps
    breakers: Mapping[str, Breaker] = field(default_factory=dict)

    async def warm_up(self) -> None:
        """Load what is loaded at the first question: it holds the interpreter for a second, in which a connected bot
        could acknowledge nothing."""
        question = "How do I begin?"
        await self.quick.classify(question)
        await self.entailment.warm_up()
        with contextlib.suppress(EarnestError):
            await retrieve(self.index, question, (), None, self.parts.policy.knowledge)


@asynccontextmanager
async def open_pipeline(
    settings: Settings,
    policy: Policy,
    clock: Clock,
    sources: SourceStatus | None = None,
    ledger: CallLedger | None = None,
    summaries: SummaryStore | None = None,
    audits: AuditRecord | None = None,
    pauses: PauseList | None = None,
    incidents: IncidentList | None = None,
    tell: Tell = nobody,
) -> AsyncIterator[Pipeline]:
    """Build the parts of the pipeline. Raises ConfigError."""
    async with AsyncExitStack() as stack:
        embedder = open_embedder(settings.embedding_model, settings.data_dir)
        stack.callback(embedder.close)
        vectors = SentenceVectors(embedder)
        index = await open_index(settings, policy, vectors)
        stack.push_async_callback(index.close)
        local = ClassifierInUse(await train_classifier(policy, vectors, settings.data_dir))
        vectors.remember(load_sentences(settings.data_dir, embedder.name))
        reader = stack.enter_context(closing(open_reader()))
        extractive = ExtractiveEngine(vectors, reader, policy.thresholds.quote_probability)
        engine: Engine = extractive
        topic = OnTopic(reader, vectors)
        entailment = stack.enter_context(closing(open_entailment()))
        small_model: IntentClassifier | None = None
        second_opinion: SecondOpinion | None = None
        breakers: Mapping[str, Breaker] = {}
        if settings.llm_engine == "claude":
            from bot.claude import open_claude  # its client takes longer to load than all the rest

            claude = await stack.enter_async_context(open_claude(settings, policy, ledger=ledger, tell=tell))
            engine, small_model, breakers = claude.engine, claude.classifier, claude.breakers
            second_opinion = claude.second_opinion if policy.knowledge.second_opinion else None
        rules = Rules(policy.rules, policy.product_words)
        quick = Cascade(rules, local, None, policy)
        tools = await stack.enter_async_context(open_tools(policy.tools)) if policy.tools else None
        if tools is not None:
            tools.warm_up()
        parts = Parts(
            policy=policy,
            classifier=Cascade(rules, local, small_model, policy) if small_model else quick,
            index=index,
            engine=engine,
            fallback=extractive if small_model else None,
            summariser=engine,
            checker=GroundingChecker(entailment, wall_of(policy), Languages(), second_opinion, topic),
            sources=sources or NoFlags(),
            audits=audits or NoAudits(),
            clock=clock,
            summaries=summaries,
            pauses=pauses,
            incidents=incidents,
            quick=quick,
            tools=tools,
        )
        yield Pipeline(parts, quick, local, index, embedder, entailment, FollowUps(vectors, local), breakers)


def made_of(settings: Settings, policy: Policy) -> MadeOf:
    """What the engines that run here are made of, engine to part to version: a change of any part ends the trust that
    was earned with it."""
    index = f"{CHUNKS}/{FORMAT}/{settings.embedding_model}/{policy.knowledge.reranker or ''}"
    found = {EXTRACTIVE: {"model": QUOTING, "check": CHECK, "index": index}}
    if settings.llm_engine == "claude":
        prompt = " ".join(load_prompt(_CLAUDE, name).label for name in ("answer", "guidance"))
        model = settings.answer_model or ANSWER_MODEL
        found["claude"] = {"model": model, "prompt": prompt, "check": CHECK, "index": index}
    return found
