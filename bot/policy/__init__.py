"""support.yml: what may happen by itself, to whom and when."""

from bot.policy.account_tiers import AccountTier
from bot.policy.channels import ChannelPolicy
from bot.policy.emoji import Emoji
from bot.policy.hours import Hours, Weekday
from bot.policy.knowledge import Knowledge, KnowledgeSource
from bot.policy.models import Spend, Voice
from bot.policy.review import Review
from bot.policy.support_yml import (
    SIGNALS,
    AccountPolicy,
    Cluster,
    Desk,
    Intent,
    Policy,
    Rule,
    load_policy,
)
from bot.policy.teams import OnCall, Team
from bot.policy.thresholds import Thresholds
from bot.policy.tools import AllowedTool, ToolServer

__all__ = [
    "SIGNALS",
    "AccountPolicy",
    "AccountTier",
    "AllowedTool",
    "ChannelPolicy",
    "Cluster",
    "Desk",
    "Emoji",
    "Hours",
    "Intent",
    "Knowledge",
    "KnowledgeSource",
    "OnCall",
    "Policy",
    "Review",
    "Rule",
    "Spend",
    "Team",
    "Thresholds",
    "ToolServer",
    "Voice",
    "Weekday",
    "load_policy",
]
