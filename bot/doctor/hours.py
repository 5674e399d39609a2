"""Is the time zone of the opening hours known here, and do people ever answer?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfoNotFoundError

from bot.doctor.finding import Finding, fail, ok, warn
from bot.policy import Policy
from bot.policy.hours import availability

HOURS = "hours"


async def check_hours(policy: Policy, now: datetime) -> Sequence[Finding]:
    """What a notice to customers would promise at `now` (aware)."""
    try:
        found = availability(policy.hours, now)
        local = now.astimezone(policy.hours.zone)
    except ZoneInfoNotFoundError:
        zone = policy.hours.timezone
        return [
            fail(HOURS, f"this machine has no data for the time zone {zone}", "run `make setup`, it installs tzdata")
        ]
    here = f"{local:%a %H:%M} in {found.zone}"
    if found.closes:
        return [ok(HOURS, f"{here}: open until {found.closes:%H:%M}")]
    if found.opens:
        return [ok(HOURS, f"{here}: closed, open again {found.opens:%a %d %b %H:%M}")]
    return [
        warn(HOURS, f"{here}: closed for the whole next year", "correct hours.days and hours.holidays in the policy")
    ]
