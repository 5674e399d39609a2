"""What the policy says of one tier of accounts."""

from __future__ import annotations

from pydantic import Field

from bot.domain import Mode
from bot.policy.part import Part


class AccountTier(Part):
    """One tier of accounts (`accounts.<name>.tier` names it). `mode` is the most that Earnest may do for them;
    `max_tier0` how many answers an account may get without review in 24 hours, 0 for none, None for no limit."""

    mode: Mode | None = None
    max_tier0: int | None = Field(default=None, ge=0)
