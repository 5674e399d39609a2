"""What the policy says of reviews and of trust that is earned from them."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from bot.policy.part import Part, Share

OpenShare = Annotated[float, Field(gt=0.0, lt=1.0)]


class Learn(Part):
    """How the intent classifier learns from what the desk says that questions are about. Once there are so many new
    `labels`, and once a day at most, one is trained on them; the share `held_out` of the tickets is never learned from
    and judges it. `each`: at most so many labels of an intent from one account, and from one person."""

    labels: int = Field(default=50, ge=1)
    held_out: OpenShare = 0.3
    each: int = Field(default=20, ge=1)


class Review(Part):
    """`target` is the accuracy that an intent must beat to be trusted, `hoped` the one that is bet on, `fallen` the one
    that is feared afterwards; `alpha` is the chance at most that an intent at or below target is trusted in a period;
    `together` judges all intents of an engine as a group, which is stricter (trust.py). `alarm` is the level at which
    trust is lost, `period_days` the time between the beginnings of two periods at least.
    `least_audits` of all intents together come before any trust. Of trusted answers the `first` and a share `sample`
    of the later ones go to the desk for audit, and not fewer than `weekly` a week.
    `canaries` is the share of drafts on the desk that draw one with a planted error, which can never be sent: while a
    reviewer catches no more than half of these, their audits do not count (reviewer.py).
    `learn` is how the intent classifier learns from reviewed tickets, None for never."""

    target: OpenShare = 0.90
    hoped: OpenShare = 0.97
    fallen: OpenShare = 0.70
    alpha: OpenShare = 0.05
    together: bool = False
    alarm: float = Field(default=100.0, gt=1.0)
    period_days: float = Field(default=30.0, ge=0)
    least_audits: int = Field(default=200, ge=0)
    first: int = Field(default=20, ge=0)
    sample: Share = 0.10
    weekly: int = Field(default=5, ge=0)
    canaries: Share = 0.0
    learn: Learn | None = Learn()

    @model_validator(mode="after")
    def _in_order(self) -> Review:
        if not self.fallen < self.target < self.hoped:
            raise ValueError("review: fallen must be below target, and target below hoped")
        return self

    @property
    def apart(self) -> timedelta:
        """The time between the beginnings of two periods at least."""
        return timedelta(days=self.period_days)

    @property
    def grown(self) -> float:
        """The logarithm of E from which trust is earned."""
        return math.log(1 / self.alpha)

    @property
    def gain(self) -> float:
        """What a pass adds to the logarithm of E."""
        return math.log(self.hoped / self.target)

    @property
    def loss(self) -> float:
        """What a fail adds to it: a negative number."""
        return math.log((1 - self.hoped) / (1 - self.target))

    @property
    def calm(self) -> float:
        """The factor L of a pass."""
        return self.fallen / self.target

    @property
    def worry(self) -> float:
        """The factor L of a fail."""
        return (1 - self.fallen) / (1 - self.target)
