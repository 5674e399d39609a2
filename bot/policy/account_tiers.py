"""What the policy says of one tier of accounts."""

from __future__ import annotations

from pydantic import Field

from bot.domain import Mode
from bot.policy.durations import Duration
from bot.policy.opening_hours import Hours
from bot.policy.part import Part


class ReplyTargets(Part):
    """How long a customer may wait, in open hours: for the first reply, and for each later one."""

    first_response: Duration | None = None
    next_response: Duration | None = None


class AccountTier(ReplyTargets):
    """One tier of accounts (`accounts.<name>.tier` names it). `mode` is the most that Earnest may do for them;
    `max_tier0` how many answers an account may get without review in 24 hours, 0 for none, None for no limit. `urgent`
    are the targets of what goes to people at once, where they are shorter; `hours` this tier's own, else those
    of the policy."""

    mode: Mode | None = None
    max_tier0: int | None = Field(default=None, ge=0)
    urgent: ReplyTargets | None = None
    hours: Hours | None = None
