"""The strictest setting holds, and each setting says where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain import ChannelId, Classification, IntentScore, Mode
from bot.errors import ConfigError
from bot.policy import ChannelPolicy, Policy, load_policy
from bot.policy.modes import (
    mode_here,
    most_without_review,
    pause_of_channel,
    pause_of_intent,
    pauses_that_hold,
    settings_here,
)

POLICY = Policy.model_validate(
    {
        "mode": "auto",
        "intents": {"billing": {}, "export": {}},
        "accounts": {"acme": {"tier": "enterprise"}, "globex": {"tier": "standard"}, "hooli": {}},
        "tiers": {"enterprise": {"mode": "draft", "max_tier0": 0}, "standard": {"max_tier0": 20}},
    }
)


def test_an_accounts_tier_is_stricter_than_the_app_and_is_named_as_the_reason() -> None:
    assert mode_here(POLICY, None, "acme") is Mode.DRAFT
    assert [(one.key, one.mode.value) for one in settings_here(POLICY, None, "acme")] == [
        ("mode", "auto"),
        ("tiers.enterprise.mode", "draft"),
    ]


def test_a_channel_is_stricter_than_its_accounts_tier() -> None:
    assert mode_here(POLICY, ChannelPolicy(mode=Mode.WATCH), "acme") is Mode.WATCH


@pytest.mark.parametrize("account", ["globex", "hooli", "nobody", None])
def test_what_sets_no_mode_leaves_the_apps(account: str | None) -> None:
    assert mode_here(POLICY, None, account) is Mode.AUTO


def test_a_community_channel_knows_no_account_and_so_no_tier() -> None:
    assert mode_here(POLICY, ChannelPolicy(kind="community"), "acme") is Mode.AUTO


@pytest.mark.parametrize(("account", "most"), [("acme", 0), ("globex", 20), ("hooli", None), ("nobody", None)])
def test_a_tier_limits_the_answers_without_review(account: str, most: int | None) -> None:
    assert most_without_review(POLICY, POLICY.account(account)) == most


def test_pauses_hold_for_everything_for_a_channel_or_for_an_intent_that_counts() -> None:
    asked = Classification(intents=(IntentScore("billing", 0.9), IntentScore("export", 0.05)))
    here, there = ChannelId("C1"), ChannelId("C2")

    def held(*paused: str) -> tuple[str, ...]:
        return pauses_that_hold(paused, here, asked, POLICY.thresholds)

    assert held("app") == ("app",)
    assert held(pause_of_channel(here), pause_of_channel(there)) == ("channel:C1",)
    assert held(pause_of_intent("billing"), pause_of_intent("export")) == ("intent:billing",)
    assert held() == ()


def test_an_account_of_a_tier_that_is_not_listed_is_told_with_its_key(tmp_path: Path) -> None:
    file = tmp_path / "support.yml"
    file.write_text("intents: {a: {}}\naccounts: {acme: {tier: gold}}\ntiers: {silver: {mode: draft}}\n")
    with pytest.raises(ConfigError, match=r"accounts\.acme\.tier is 'gold', which tiers does not list"):
        load_policy(file)
