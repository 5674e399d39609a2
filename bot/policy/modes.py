"""How far Earnest may go by itself: the strictest of the settings that apply."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.domain import Account, ChannelId, Classification, IntentScore, Mode
from bot.policy.channels import ChannelPolicy
from bot.policy.support_yml import Policy
from bot.policy.thresholds import Thresholds

MODE_ORDER = (Mode.WATCH, Mode.DRAFT, Mode.AUTO)
PAUSE_APP = "app"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a mode: its key in support.yml, and the mode."""

    key: str
    mode: Mode


def pause_of_intent(name: str) -> str:
    """How a pause of an intent is written."""
    return f"intent:{name}"


def pause_of_channel(channel: ChannelId) -> str:
    """How a pause of a channel is written."""
    return f"channel:{channel}"


def pause_of_account(account: str, intent: str) -> str:
    """How a pause of an intent for one account is written; a channel without an account goes by its id."""
    return f"account:{account}:intent:{intent}"


def strictest(modes: Iterable[Mode | None]) -> Mode:
    """The strictest of the modes that are set (watch before draft before auto); auto where none is."""
    return min((m for m in modes if m is not None), key=MODE_ORDER.index, default=Mode.AUTO)


def settings_here(policy: Policy, channel: ChannelPolicy | None, account: str | None) -> tuple[Setting, ...]:
    """The settings that apply to whatever is asked in a channel: the app's, the channel's, and that of the account's
    tier. A community channel uses no account, so its tier does not count there."""
    found = [Setting("mode", policy.mode)]
    if channel is not None and channel.mode is not None:
        found.append(Setting("channels.mode", channel.mode))
    known = None if channel is not None and channel.kind == "community" else policy.account(account)
    tier = policy.tiers.get(known.tier) if known is not None else None
    if known is not None and tier is not None and tier.mode is not None:
        found.append(Setting(f"tiers.{known.tier}.mode", tier.mode))
    return tuple(found)


def mode_here(policy: Policy, channel: ChannelPolicy | None, account: str | None) -> Mode:
    """The mode that holds in a channel whatever is asked; an intent's may be stricter still."""
    return strictest(setting.mode for setting in settings_here(policy, channel, account))


def significant(classification: Classification, thresholds: Thresholds) -> tuple[IntentScore, ...]:
    """The intents that count: the best one, and any other above the floor."""
    ranked = enumerate(classification.intents)
    return tuple(i for rank, i in ranked if rank == 0 or i.confidence >= thresholds.intent_floor)


def mode_for(policy: Policy, mode: Mode, classification: Classification) -> Mode:
    """The mode that holds for a message: the strictest of `mode`, which holds where it was asked, and each intent's."""
    counted = significant(classification, policy.thresholds)
    intents = [policy.intents[i.name].mode for i in counted if i.name in policy.intents]
    return strictest([policy.mode, mode, *intents])


def pauses_that_hold(
    paused: Collection[str],
    channel: ChannelId,
    classification: Classification,
    thresholds: Thresholds,
    account: Account | None = None,
) -> tuple[str, ...]:
    """Those of the active pauses that keep this message's answer from going out without review."""
    counted = significant(classification, thresholds)
    names = [pause_of_intent(i.name) for i in counted]
    names += [pause_of_account(account.name if account else channel, i.name) for i in counted]
    return tuple(one for one in (PAUSE_APP, pause_of_channel(channel), *names) if one in paused)


def bursts_that_hold(
    intents: Collection[str], classification: Classification, thresholds: Thresholds
) -> tuple[str, ...]:
    """Those of the message's intents that count about which unusually many ask just now."""
    return tuple(one.name for one in significant(classification, thresholds) if one.name in intents)


def most_without_review(policy: Policy, account: Account | None) -> int | None:
    """How many answers the asker's account may get without review in 24 hours; None for no limit."""
    tier = policy.tiers.get(account.tier) if account is not None else None
    return tier.max_tier0 if tier is not None else None
