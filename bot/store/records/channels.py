"""Slack's channels, and how far each has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain import ChannelId, MessageTs

NEVER = MessageTs("")


@dataclass(frozen=True, slots=True)
class Channel:
    """A Slack channel. `last_seen_ts` is how far its history has been read ("" for never)."""

    id: ChannelId
    updated_at: datetime
    name: str = ""
    is_ext_shared: bool = False
    last_seen_ts: MessageTs = NEVER
