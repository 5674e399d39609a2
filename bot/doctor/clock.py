"""Do our clock and Slack's agree? Bursts, deadlines and what was missed while down are reckoned from both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.doctor.finding import Finding, fail, ok, warn
from bot.platform.slack.gateway import SlackGateway
from bot.platform.slack.server_time import clock_skew_s

CLOCK = "clock"
WARN_S, FAIL_S = 60.0, 300.0
_MEND = "set this machine's clock by NTP, for instance `timedatectl set-ntp true`"


async def check_clock(gateway: SlackGateway, now: Callable[[], datetime]) -> Sequence[Finding]:
    """The skew against the Date header of Slack's answers."""
    skew = await clock_skew_s(gateway.client, now)
    if skew is None:
        return [warn(CLOCK, "Slack's answer carries no date to compare with", "compare this machine's clock by hand")]
    said = f"{abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} Slack's"
    if abs(skew) > FAIL_S:
        return [fail(CLOCK, f"this machine's clock is {said}", _MEND)]
    if abs(skew) > WARN_S:
        return [warn(CLOCK, f"this machine's clock is {said}", _MEND)]
    return [ok(CLOCK, f"within {max(1, round(abs(skew)))} s of Slack's")]
