"""Which messages are one question, and when a burst of them is over. Pure rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import MessageTs
from bot.policy import Thresholds


def joins_ticket(last_ts: MessageTs, ts: MessageTs, thresholds: Thresholds) -> bool:
    """Whether a top-level message is near enough to the author's last one to belong to the same question. Events may
    come out of order, so it may be the older of the two; who has spoken in threads alone has no last one."""
    return bool(last_ts) and abs(float(ts) - float(last_ts)) <= thresholds.join_within_s


def due_at(first_at: datetime, now: datetime, thresholds: Thresholds) -> datetime:
    """When a burst is over: after a silence, but never later than the longest wait after its first message."""
    quiet = now + timedelta(seconds=thresholds.burst_silence_s)
    return min(quiet, first_at + timedelta(seconds=thresholds.burst_max_s))
