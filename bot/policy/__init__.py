"""support.yml: what may happen by itself, to whom and when."""

from bot.policy.models import Spend, Voice
from bot.policy.records import (
    AccountPolicy,
    ChannelPolicy,
    Cluster,
    Desk,
    Emoji,
    Hours,
    Intent,
    Knowledge,
    Policy,
    Rule,
    Team,
    Thresholds,
    Tool,
    Weekday,
    load_policy,
)

__all__ = [
    "AccountPolicy",
    "ChannelPolicy",
    "Cluster",
    "Desk",
    "Emoji",
    "Hours",
    "Intent",
    "Knowledge",
    "Policy",
    "Rule",
    "Spend",
    "Team",
    "Thresholds",
    "Tool",
    "Voice",
    "Weekday",
    "load_policy",
]
