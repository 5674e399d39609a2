"""Step 5, route: which team a request belongs to. A pure rule."""

from __future__ import annotations

from bot.domain import Classification
from bot.policy import Policy


def team_for(policy: Policy, classification: Classification) -> str:
    """The team that owns the strictest thing in the message: an escalated intent's before the best intent's."""
    best = [intent.name for intent in classification.intents[:1]]
    for name in (*classification.escalate, *best):
        if name in policy.intents:
            return policy.intents[name].team
    return next(iter(policy.teams))
