"""`thresholds` of support.yml: gates and waits, with their defaults."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from bot.policy.durations import Duration
from bot.policy.models import Spend
from bot.policy.part import Part, Share


class Thresholds(Part):
    """Gates and waits. Shares are 0..1, `_s` seconds. After our last word in a thread the customer is asked once
    whether it helped (`ask_after_silence`, never by default); later the ticket counts as resolved."""

    confidence: Share = 0.75
    grounding: Share = 0.5
    answer_probability: Share = 0.76
    quote_probability: Share = 0.2
    answers_question: Share = 0.3
    # Low, since the engine sees sentences and tells better than the search does.
    relevance: Share = 0.15
    frustration: Share = 0.8
    upset: Share = 0.5
    churn: Share = 0.8
    intent_floor: Share = 0.35
    stale_after_days: int = Field(default=60, ge=1)
    burst_silence_s: float = Field(default=3.0, ge=0)
    burst_max_s: float = Field(default=15.0, ge=0)
    join_within_s: float = Field(default=120.0, ge=0)
    ask_after_silence: Duration | None = None
    resolved_after_silence: Duration = timedelta(hours=72)
    undecided_notice_s: float = Field(default=600.0, gt=0)
    generation_deadline_s: float = Field(default=30.0, gt=0)
    best_effort_s: float = Field(default=10.0, gt=0)
    spend: Spend = Spend()
