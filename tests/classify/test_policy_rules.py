"""Hard rules: compiled once, case-insensitive, read to the end of a long message."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.classify.policy_rules import Rules
from bot.errors import ConfigError
from bot.policy import Rule, load_policy

SHIPPED = load_policy(Path(__file__).parents[2] / "support.yml")
REFUND = Rule(when=r"\brefund", then="refund_request")


def test_a_rule_reads_any_case_and_names_its_intent_once() -> None:
    rules = Rules([REFUND, Rule(when="money back", then="refund_request"), Rule(when="asap", then="urgent")])
    hits = rules.read("REFUND me, I want my money back ASAP")
    assert hits.intents == ("refund_request",)
    assert hits.signals == {"urgent"}


def test_nothing_matches_where_no_pattern_stands() -> None:
    hits = Rules([REFUND]).read("how do i export to csv")
    assert hits.intents == ()
    assert hits.signals == frozenset()


@pytest.mark.parametrize("before", [0, 3990, 4000, 4100, 20_000, 39_900])
def test_a_word_is_found_wherever_it_stands_in_40_000_characters(before: int) -> None:
    text = ("a " * (before // 2)) + "please refund us" + " b" * ((40_000 - before) // 2)
    assert Rules([REFUND]).read(text).intents == ("refund_request",)


def test_a_broken_pattern_is_named_with_its_place() -> None:
    with pytest.raises(ConfigError, match=r"rules\.1\.when \('\(refund', then refund_request\)"):
        Rules([REFUND, Rule(when="(refund", then="refund_request")])


def test_a_pattern_that_matches_everything_is_refused() -> None:
    with pytest.raises(ConfigError, match="matches every message"):
        Rules([Rule(when="(refund)?", then="refund_request")])


SOFT = Rule(when=r"\b(refund|agent)\w*", then="refund_request", soft=True)


def test_a_soft_rule_holds_in_a_wish_and_doubts_a_question() -> None:
    rules = Rules([SOFT])
    assert rules.read("I want a refund.").intents == ("refund_request",)
    hits = rules.read("Hello. How do refunds show in the report? Thanks")
    assert hits.intents == ()
    assert hits.unsure == (("refund_request", ("How do refunds show in the report?",)),)
    assert rules.read("How do refunds work? I want a refund.").unsure == ()


def test_a_soft_rule_over_a_word_of_the_product_is_doubted_and_a_hard_one_never() -> None:
    assert Rules([SOFT], ["agent"]).read("the agents are gone").unsure == (
        ("refund_request", ("the agents are gone",)),
    )
    assert Rules([SOFT], ["probe"]).read("the agents are gone").intents == ("refund_request",)
    assert Rules([REFUND], ["refund"]).read("how do refunds work?").intents == ("refund_request",)


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("You're the best", True),
        ("you’re a star, thanks!", True),
        ("Super, muchas gracias", True),
        ("Legend!", True),
        ("Vielen Dank", True),
        ("super slow export again", False),
        ("Fantastic, but how do I export it?", False),
        ("Star rating of a site, where is it?", False),
    ],
)
def test_praise_and_thanks_alone_are_no_request_and_what_says_more_is_one(text: str, quiet: bool) -> None:
    assert ("chatter" in Rules(SHIPPED.rules).read(text).intents) is quiet
