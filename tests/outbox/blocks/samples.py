"""Decisions and cards for the tests of what people see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain import (
    Account,
    ArticleId,
    Classification,
    Decision,
    DecisionId,
    Drafted,
    Generation,
    Grounding,
    IntentScore,
    Passage,
    PassageId,
    PostId,
    Reason,
    ReasonCode,
    Sentence,
    SentenceCheck,
    Source,
    Tier,
)
from bot.outbox.blocks import CardView, LaterMessage

NOW = datetime(2026, 11, 3, 10, 32, tzinfo=UTC)
SOURCE = Source(ArticleId("exports"), "Export reports", "https://help.example/exports", date(2026, 11, 3))
PASSAGE = Passage(
    PassageId("exports#1"),
    ArticleId("exports"),
    "Export reports",
    "Reports live in **Analytics**. Open **Analytics > Export** and choose CSV. Files stay for 30 days.",
    url="https://help.example/exports",
    score=0.9,
)


def drafted(*texts: str, unsupported: tuple[int, ...] = (), ask: str | None = None) -> Drafted:
    """A draft of these sentences; those at the given places have no support."""
    sentences = tuple(Sentence(text, (PASSAGE.id,), lead=" " if n else "") for n, text in enumerate(texts))
    checks = tuple(
        SentenceCheck(s, n not in unsupported, None if n in unsupported else PASSAGE.id, "45 is in no source")
        for n, s in enumerate(sentences)
    )
    return Drafted(Generation("extractive", () if ask else sentences, ask=ask), Grounding(checks, 0.8))


def decision(**changes: Any) -> Decision:
    """A Tier 1 decision with a draft of two sentences."""
    made = Decision(
        tier=Tier.REVIEWED,
        reasons=(
            Reason(ReasonCode.LOW_CONFIDENCE, Tier.REVIEWED, "0.62"),
            Reason(ReasonCode.DRAFT_MODE, Tier.REVIEWED),
        ),
        classification=Classification((IntentScore("feature_question", 0.62),), urgency=0.1, frustration=0.5),
        team="support",
        passages=(PASSAGE,),
        drafted=drafted("Open **Analytics > Export** and choose CSV.", "Files stay for 45 days.", unsupported=(1,)),
        sources=(SOURCE,),
        summary="Ada wants to export a report.",
        suggestion="Check the retention and approve.",
    )
    return replace(made, **changes)


def card(**changes: Any) -> CardView:
    """A pending card."""
    made = CardView(
        post_id=PostId("P1"),
        decision_id=DecisionId("D1"),
        decision=decision(),
        question="How do I export a report?",
        asked_at=NOW - timedelta(minutes=4),
        now=NOW,
        asker="Ada",
        account=Account("acme", "business", tier="gold"),
        earlier=3,
        channel_name="lumio-acme",
        thread_url="https://lumio.example/archives/C1/p1",
        oncall="Grace",
        later=(LaterMessage("Ada", "It is urgent"),),
        events=("Reassigned to support by Linus · 10:30",),
    )
    return replace(made, **changes)
