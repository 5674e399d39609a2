"""Whose data may be used in a channel."""

from __future__ import annotations

from types import SimpleNamespace

from bot.domain import ChannelId
from bot.outbox.places import account_in
from bot.policy import Policy
from bot.runtime import Runtime


def test_a_community_channel_has_no_account_whatever_the_policy_says_of_it() -> None:
    policy = Policy.model_validate(
        {
            "intents": {},
            "accounts": {"acme": {"plan": "Business"}},
            "channels": {"C1": {"account": "acme"}, "C2": {"account": "acme", "kind": "community"}},
        }
    )
    book = SimpleNamespace(channel_policy=policy.channels.get)
    runtime: Runtime = SimpleNamespace(policy=policy, directory=book)  # type: ignore[assignment]
    found = [account_in(runtime, ChannelId(channel)) for channel in ("C1", "C2", "C3")]
    assert [account.name if account else None for account in found] == ["acme", None, None]
    assert account_in(runtime, None) is None
