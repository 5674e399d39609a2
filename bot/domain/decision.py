"""What a message is about, and how its turn leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.generation import Drafted
from bot.domain.ids import ArticleId, Standing
from bot.domain.knowledge import Passage
from bot.domain.reasons import ReasonCode, Tier


@dataclass(frozen=True, slots=True)
class IntentScore:
    """An intent and its calibrated confidence, 0..1."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Classification:
    """What a message is about. `intents` is sorted, best first, never empty for a request.

    `chatter`: not a request at all. `out_of_scope`: a request that no known intent fits.
    `escalate`: names of escalate-at-once intents that any layer saw, whatever the best one is.
    `urgency`, `frustration`, `churn`: 0..1. `layers`: which layers spoke, for `why`."""

    intents: tuple[IntentScore, ...]
    chatter: bool = False
    out_of_scope: bool = False
    escalate: tuple[str, ...] = ()
    urgency: float = 0.0
    frustration: float = 0.0
    churn: float = 0.0
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a tier. `detail` is short, safe plain text for staff (an intent, a title, a number)."""

    code: ReasonCode
    tier: Tier
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A source as listed under an answer."""

    id: ArticleId
    title: str
    url: str = ""
    reviewed_at: date | None = None
    standing: Standing = Standing.CURRENT


@dataclass(frozen=True, slots=True)
class Versions:
    """What a decision was made with, beside the engine and the check, which name their own: the build of the index that
    was searched, and the policy's `version`. Empty where neither was needed, or in what an older bot stored."""

    index: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """How one turn leaves, with all that a card, `why` and the audit show. `not_a_request` excludes the rest."""

    tier: Tier
    reasons: tuple[Reason, ...]
    classification: Classification
    team: str
    question: str = ""
    passages: tuple[Passage, ...] = ()
    drafted: Drafted | None = None
    sources: tuple[Source, ...] = ()
    summary: str = ""
    suggestion: str = ""
    not_a_request: bool = False
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    versions: Versions = Versions()

    @property
    def answer(self) -> str:
        """The answer's Markdown, empty where there is none."""
        if self.drafted is None:
            return ""
        return self.drafted.generation.answer
