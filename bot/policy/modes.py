"""How far Earnest may go by itself: the strictest of the modes that apply."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain import Classification, IntentScore, Mode
from bot.policy.support_yml import Policy, Thresholds

MODE_ORDER = (Mode.WATCH, Mode.DRAFT, Mode.AUTO)


def strictest(modes: Iterable[Mode | None]) -> Mode:
    """The strictest of the modes that are set (watch before draft before auto)."""
    return min((m for m in modes if m is not None), key=MODE_ORDER.index)


def significant(classification: Classification, thresholds: Thresholds) -> tuple[IntentScore, ...]:
    """The intents that count: the best one, and any other above the floor."""
    ranked = enumerate(classification.intents)
    return tuple(i for rank, i in ranked if rank == 0 or i.confidence >= thresholds.intent_floor)


def mode_for(policy: Policy, channel_mode: Mode | None, classification: Classification) -> Mode:
    """The mode that holds for this message: the strictest of the app's, the channel's and each intent's."""
    counted = significant(classification, policy.thresholds)
    intents = [policy.intents[i.name].mode for i in counted if i.name in policy.intents]
    return strictest([policy.mode, channel_mode, *intents])
