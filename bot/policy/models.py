"""What the policy says about language models: how they write, and what they may cost."""

from __future__ import annotations

from pydantic import Field

from bot.policy.part import Part, Share


class Voice(Part):
    """What the engine `claude` is told to write about and how: the product's name, and a sentence or two on how it
    sounds."""

    product: str = Field(default="", max_length=80)
    style: str = Field(default="", max_length=600)


class Spend(Part):
    """What language models may cost, in dollars; null is without limit. At `warn_at` (a share of a limit) the log and
    `doctor` warn; at a limit no more calls are made, and answers are quoted from the articles for review."""

    monthly_usd: float | None = Field(default=50.0, gt=0)
    ticket_usd: float | None = Field(default=0.25, gt=0)
    warn_at: Share = 0.8
