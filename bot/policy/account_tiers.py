"""What the policy says of one tier of accounts."""

from __future__ import annotations

from pydantic import Field

from bot.domain import Mode
from bot.policy.durations import Duration
from bot.policy.hours import Hours
from bot.policy.part import Part
from bot.policy.teams import OnBreach


class ReplyTargets(Part):
    """How long a customer may wait, in open hours: for the first reply, for each later one, and until the request is
    resolved, where the time in which nobody waits for us does not count. A colleague who only holds ("I'll look into
    it") has replied, but the time until the request is resolved runs on."""

    first_response: Duration | None = None
    next_response: Duration | None = None
    resolution: Duration | None = None


class AccountTier(ReplyTargets):
    """One tier of accounts (`accounts.<name>.tier` names it). `mode` is the most that Earnest may do for them;
    `max_tier0` how many answers an account may get without review in 24 hours, 0 for none, None for no limit. `urgent`
    are the targets of what goes to people at once, where they are shorter; `hours` this tier's own, else those
    of the policy. `on_breach`: a missed target pages whoever is on call, or gives the request to the team's `then`."""

    mode: Mode | None = None
    max_tier0: int | None = Field(default=None, ge=0)
    urgent: ReplyTargets | None = None
    hours: Hours | None = None
    on_breach: OnBreach = "page"
