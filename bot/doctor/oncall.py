"""Whom does each team call now, and can that person be notified?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.doctor.finding import Finding, ok, warn
from bot.policy import OnCall, Policy
from bot.policy.teams import is_user_id

ONCALL = "on call"


async def check_oncall(policy: Policy, now: datetime) -> Sequence[Finding]:
    """A team without an owner can be given nothing unless a person is named as well. `now` is aware."""
    found: list[Finding] = []
    for name, team in policy.teams.items():
        if not team.oncall:
            what = f"{name}: nobody is on call, so nothing can be given to it without naming a person"
            found.append(warn(ONCALL, what, f"name teams.{name}.oncall in the policy"))
        elif isinstance(team.oncall, OnCall):
            names = [*team.oncall.rotation, *(one.who for one in team.oncall.overrides)]
            if mute := [one for one in dict.fromkeys(names) if not is_user_id(one)]:
                fix = f"write user ids in teams.{name}.oncall (a profile's menu, Copy member ID)"
                found.append(warn(ONCALL, f"{name}: {mute[0]!r} is no user id, so nobody is notified", fix))
    today = ", ".join(
        f"{name}: {team.on_call(now, policy.hours.zone)}" for name, team in policy.teams.items() if team.oncall
    )
    return found or [ok(ONCALL, f"now {today}")]
