"""Puts everything that asks Claude together for one app: engine, classifier, second opinion, one client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.answer.engines.claude.engine import ClaudeEngine
from bot.answer.engines.claude.second_opinion import ClaudeSecondOpinion
from bot.classify.small_model import ClaudeClassifier
from bot.domain.ports import CallLedger
from bot.domain.telemetry import Tell, nobody
from bot.platform.claude.breaker import Breaker
from bot.platform.claude.call import Caller, Pace
from bot.platform.claude.client import Client, opaque, open_client
from bot.platform.claude.models import ANSWER_MODEL, CLASSIFY_MODEL
from bot.policy import Policy
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Claude:
    """What the app uses of Claude while the client is open."""

    client: Client
    engine: ClaudeEngine
    classifier: ClaudeClassifier
    second_opinion: ClaudeSecondOpinion
    breakers: Mapping[str, Breaker]


def models(settings: Settings) -> dict[str, str]:
    """Setting name to model id, defaults filled in."""
    return {
        "ANSWER_MODEL": settings.answer_model or ANSWER_MODEL,
        "CLASSIFY_MODEL": settings.classify_model or CLASSIFY_MODEL,
    }


@asynccontextmanager
async def open_claude(
    settings: Settings,
    policy: Policy,
    *,
    ledger: CallLedger | None = None,
    pace: Pace | None = None,
    tell: Tell = nobody,
) -> AsyncIterator[Claude]:
    """Engine and classifier with one client, closed at the end. The deadline of every call is the policy's
    `thresholds.generation_deadline_s`. Raises ConfigError: key missing, address wrong, model unknown."""
    async with open_client(settings, policy.thresholds.generation_deadline_s) as client:
        yield assemble(client, settings, policy, ledger=ledger, pace=pace, tell=tell)


def assemble(
    client: Client,
    settings: Settings,
    policy: Policy,
    *,
    ledger: CallLedger | None = None,
    pace: Pace | None = None,
    tell: Tell = nobody,
) -> Claude:
    """The parts around a client that is open already. Raises ConfigError: model unknown."""
    chosen = models(settings)
    paced = replace(pace or Pace(), deadline_s=policy.thresholds.generation_deadline_s)
    content = settings.otel_instrumentation_genai_capture_message_content
    caller = Caller(client, paced, ledger, models=chosen.values(), tell=tell, with_content=content)
    engine = ClaudeEngine(
        caller,
        answer_model=chosen["ANSWER_MODEL"],
        summary_model=chosen["CLASSIFY_MODEL"],
        hashed=lambda account: opaque(settings, account),
        product=policy.knowledge.voice.product,
        voice=policy.knowledge.voice.style,
    )
    classifier = ClaudeClassifier(caller, policy.intents, model=chosen["CLASSIFY_MODEL"])
    second_opinion = ClaudeSecondOpinion(caller, model=chosen["CLASSIFY_MODEL"])
    return Claude(client, engine, classifier, second_opinion, caller.breakers)
