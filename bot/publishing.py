"""Writes, publishes and tries out the articles that close gaps: what review needs of the engines and of the index."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.answer.engines.extractive.engine import NAME as EXTRACTIVE
from bot.answer.generate import generate
from bot.domain import NO_CONTEXT, ArticleId, Brief, Passage, PassageId, Tier
from bot.errors import ConfigError
from bot.flow import Parts, dry_run
from bot.knowledge.publish import article_text, file_for, folder_for, write_new
from bot.pipeline import Pipeline
from bot.policy import Policy
from bot.settings import Settings
from bot.shared_index import sync_once

_SOURCES = 6  # colleagues' answers that a model is shown
_INSTRUCTION = (
    "Write it as a help article for every customer: no names, no greeting, nothing about one customer's case."
)


class Publishing:
    """Fulfils article_writer.ArticleWriter."""

    def __init__(self, settings: Settings, policy: Policy, pipeline: Pipeline) -> None:
        self._settings = settings
        self._policy = policy
        self._pipeline = pipeline

    async def written(self, question: str, answers: Sequence[str]) -> tuple[str, int]:
        """See article_writer.py. The answers stand where an answer's passages do, and the check is an answer's."""
        parts = self._pipeline.parts
        if parts.engine.name == EXTRACTIVE:
            return "", 0
        passages = tuple(
            Passage(PassageId(f"colleague#{n}"), ArticleId(f"colleague-{n}"), question, text, score=1.0)
            for n, text in enumerate(answers[:_SOURCES], 1)
        )
        brief = Brief(question, passages, guidance=_INSTRUCTION, context=NO_CONTEXT)
        deadline = self._policy.thresholds.generation_deadline_s
        drafted = await generate(parts.engine, None, parts.checker, brief, deadline)
        kept = [check.sentence for check in drafted.grounding.checks if check.supported]
        text = "".join(sentence.lead + sentence.text for sentence in kept).strip()
        return text, len(drafted.grounding.checks) - len(kept) if text else 0

    async def file_for(self, title: str) -> str:
        """See article_writer.py."""
        folder = folder_for(self._policy.knowledge)
        return "" if folder is None else await asyncio.to_thread(file_for, folder, title)

    async def write(self, file: str, title: str, text: str, day: date) -> bool:
        """See article_writer.py."""
        folder = folder_for(self._policy.knowledge)
        if folder is None:
            raise ConfigError("knowledge.publish_to: names no folder of knowledge.sources; correct the policy file")
        return await asyncio.to_thread(write_new, folder, file, article_text(title, text, day))

    async def sync(self) -> None:
        """See article_writer.py."""
        await sync_once(self._settings, self._policy, lambda *_: None)

    async def answered_from(self, question: str) -> frozenset[ArticleId]:
        """See article_writer.py."""
        decision = await dry_run(without_model(self._pipeline.parts), question)
        answered = decision.tier <= Tier.REVIEWED and decision.answer and not decision.not_a_request
        return frozenset(source.id for source in decision.sources) if answered else frozenset()


def without_model(parts: Parts) -> Parts:
    """The same steps without a model, a tool and whatever else costs money or asks another server."""
    engine = parts.fallback or parts.engine
    quick = parts.quick or parts.classifier
    return replace(parts, classifier=quick, engine=engine, fallback=None, summariser=engine, summaries=None, tools=None)
