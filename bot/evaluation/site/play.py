"""Takes questions down the product's own path over a site's index: search, engine, check, route."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from bot.domain import (
    NO_CONTEXT,
    CallContext,
    ChannelId,
    Classification,
    Conversation,
    Decision,
    IntentScore,
    MessageTs,
    Mode,
    TicketId,
    TurnId,
    UserId,
    Utterance,
)
from bot.domain.ports import Clock, Progress
from bot.evaluation.all_earned import AllEarned
from bot.evaluation.site.data import Asked, Site
from bot.evaluation.site.judge import Outcome, judged
from bot.flow import Parts, decide
from bot.knowledge.open_index import sync_in_child
from bot.pipeline import open_pipeline
from bot.platform.plain_steps import PlainSteps
from bot.policy import Policy
from bot.policy.knowledge import KnowledgeSource
from bot.settings import Settings

Watch = Callable[[Asked, Decision, Outcome], None]


class OneIntent:
    """Takes every message for the same calm question, since a policy's intents say nothing of another site."""

    def __init__(self, name: str) -> None:
        self._found = Classification((IntentScore(name, 1.0),), layers=("evaluation",))

    async def classify(
        self, text: str, history: Sequence[str] = (), context: CallContext = NO_CONTEXT
    ) -> Classification:
        """See ports.IntentClassifier."""
        del text, history, context
        return self._found


def site_policy(policy: Policy, source: Path) -> tuple[Policy, str]:
    """The policy with the site as its only source, everything allowed to go out alone, no accounts; and the intent
    that every question counts as."""
    name = next(n for n, intent in policy.intents.items() if not intent.escalate and not intent.chatter)
    knowledge = policy.knowledge.model_copy(update={"sources": [KnowledgeSource(path=str(source))]})
    intents = {**policy.intents, name: policy.intents[name].model_copy(update={"mode": None})}
    changes = {"mode": Mode.AUTO, "knowledge": knowledge, "intents": intents, "clusters": {}, "accounts": {}}
    return policy.model_copy(update={**changes, "channels": {}}), name


async def play_site(
    settings: Settings,
    policy: Policy,
    clock: Clock,
    site: Site,
    asked: Sequence[Asked],
    progress: Progress,
    watch: Watch | None = None,
) -> list[Outcome]:
    """Build the site's index in `settings.data_dir` in a child process, and ask it everything, one after the other.
    `watch` sees each decision. Raises EarnestError."""
    source = settings.data_dir / "site.jsonl"
    lines = (json.dumps(article, ensure_ascii=False) + "\n" for article in site.articles)
    source.write_text("".join(lines), encoding="utf-8")
    policy, intent = site_policy(policy, source)
    await sync_in_child(settings, policy, progress)
    outcomes = []
    async with open_pipeline(settings, policy, clock) as pipeline:
        parts = replace(pipeline.parts, classifier=OneIntent(intent), audits=AllEarned())
        for done, one in enumerate(asked, 1):
            start = time.perf_counter()
            decision = await decide(parts, _conversation(parts, one), PlainSteps())
            outcome = judged(one, decision, site, (time.perf_counter() - start) * 1000)
            outcomes.append(outcome)
            if watch:
                watch(one, decision, outcome)
            progress("questions", done, len(asked))
    return outcomes


def _conversation(parts: Parts, asked: Asked) -> Conversation:
    return Conversation(
        ticket_id=TicketId("site"),
        turn_id=TurnId("site"),
        revision=1,
        channel=ChannelId(""),
        thread_ts=MessageTs("0"),
        question=asked.question,
        asked_by=UserId(""),
        asked_at=parts.clock.now(),
        history=tuple(Utterance("customer", said) for said in asked.history),
        account=None,
        mode=Mode.AUTO,
        asked_before=bool(asked.history),
    )


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """`drafts_right` and `drafts_exact` of the drafts for questions that the site answers (posted answers are drafts
    too), `near_right` the share of all those questions with a right draft or a link to the article that answers,
    `drafted_unanswerable` of the others, `posted_wrong` of everything asked."""
    answerable = [one for one in outcomes if one.asked.answerable]
    others = [one for one in outcomes if not one.asked.answerable]
    drafts = [one for one in answerable if one.drafted]
    return {
        "questions": len(outcomes),
        "answerable": len(answerable),
        "drafted": _share(one.drafted for one in answerable),
        "drafts_right": _share(one.right for one in drafts),
        "drafts_exact": _share(one.exact for one in drafts),
        "near_right": _share(one.right or one.linked for one in answerable),
        "drafted_unanswerable": _share(one.drafted for one in others),
        "posted": _share(one.posted for one in outcomes),
        "posted_wrong": _share(one.posted and not one.right for one in outcomes),
        "ms_p50": round(median(one.ms for one in outcomes), 1),
    }


def _share(found: Any) -> float | None:
    flags = list(found)
    return round(sum(flags) / len(flags), 4) if flags else None
