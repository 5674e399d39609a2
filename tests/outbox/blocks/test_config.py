"""What /earnest config shows: every setting of a mode with where it comes from, and which of them holds."""

from __future__ import annotations

import json

from bot.domain import ChannelId, Mode
from bot.outbox.blocks import TrustLine, autonomy_message, config_message
from bot.policy import AccountPolicy, AccountTier, ChannelPolicy, Policy
from bot.policy.modes import Setting, settings_here
from slack_sandbox.stage import words
from tests.outbox.blocks.limits import check_message


def shown(settings: list[Setting], intents: dict[str, Mode], limit: tuple[str, int] | None = None) -> str:
    message = config_message(ChannelId("C1"), settings, intents, [], limit)
    return words(json.loads(json.dumps({"blocks": message.blocks})))


def test_each_setting_names_where_it_comes_from_and_the_strictest_is_the_one_that_holds() -> None:
    policy = Policy(
        mode=Mode.AUTO,
        intents={},
        accounts={"acme": AccountPolicy(tier="gold")},
        tiers={"gold": AccountTier(mode=Mode.DRAFT, max_tier0=5)},
        channels={"C1": ChannelPolicy(account="acme", mode=Mode.AUTO)},
    )
    settings = list(settings_here(policy, policy.channels["C1"], "acme"))
    said = shown(settings, {"billing": Mode.WATCH, "exports": Mode.AUTO}, ("gold", 5))
    assert "mode  (app): auto channels.mode  (this channel): auto" in said
    assert "tiers.gold.mode  (account tier gold): draft  ← holds" in said
    assert "intents.billing.mode  (intent billing): watch  ← holds" in said
    assert said.count("← holds") == 2
    assert "tiers.gold.max_tier0" in said


def test_without_more_the_apps_own_setting_holds() -> None:
    assert "mode  (app): draft  ← holds" in shown([Setting("mode", Mode.DRAFT)], {})


def test_slack_takes_what_a_policy_of_many_intents_holds_and_what_is_left_out_is_counted() -> None:
    names = [f"intent_{number}_{'x' * 40}" for number in range(300)]
    of_all = dict.fromkeys(names, Mode.WATCH)
    message = config_message(
        ChannelId("C1"), [Setting("mode", Mode.AUTO)], of_all, [f"intent:{n}" for n in names], ("gold", 5)
    )
    check_message(message.blocks)
    assert "more" in str(message.blocks) and "tiers.gold.max_tier0" in str(message.blocks)
    line = TrustLine(names[0], "extractive", False, None, 1.0, 5, 6, 0.1, 0.9, 10, 0.0, 20.0, "3 not judged")
    message = autonomy_message([line] * 300, names, "counted", "a classifier")
    check_message(message.blocks)
    assert "more: /earnest autonomy" in str(message.blocks)
