"""What of other customers, and of other plans, an answer may not hold: names, addresses, ids, channels, threads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answer.check.tenant_wall import Marks, Wall, crossed, wall_of
from bot.domain import Account, ArticleId, Audience, Passage, PassageId
from bot.policy import Policy

ACME = Account("acme", plan="Business")
PASSAGE = Passage(PassageId("a#1"), ArticleId("a"), "Exports", "Exports hold 5,000 rows.", url="https://help.example/a")
WALL = Wall(
    ("acme", "globex"),
    marks=(
        Marks("acme", ("acme.example",), ("T0ACME001",), ("C0LUMACME1",)),
        Marks("globex", ("gx-works.example",), ("T0OTHER001",), ("C0LUMGLOB1",)),
    ),
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Exports hold 5,000 rows.", ""),
        ("For globex exports hold 5,000 rows.", "names another customer (globex)"),
        ("Write to `ops@gx-works.example`.", "address of another customer"),
        ("Sign in at https://login.gx-works.example/sso.", "address of another customer"),
        ("Sign in at https://login.acme.example/sso.", ""),
        ("Your workspace is `T0OTHER001`.", "Slack workspace of another customer"),
        ("Your workspace is `T0ACME001`.", ""),
        ("It was said in C0LUMGLOB1.", "channel of another customer"),
        ("See https://lumio.slack.com/archives/C0LUMACME1/p1764150000000100.", ""),
        ("See https://lumio.slack.com/archives/C0LUMGLOB1/p1764150000000100.", "channel of another customer"),
        ("See https://lumio.slack.com/archives/C0OTHER123/p1764150000000100.", "conversation in Slack"),
        ("See https://app.slack.com/client/T1/C0OTHER123.", "conversation in Slack"),
        ("Open slack://channel?team=T1&id=C0OTHER123.", "conversation in Slack"),
    ],
)
def test_nothing_of_another_customer_stands_in_an_answer(text: str, fault: str) -> None:
    found = crossed(text, [PASSAGE], WALL, ACME)
    assert fault in found and bool(found) == bool(fault)


def test_a_channels_name_is_the_channel_only_where_it_is_written_as_one() -> None:
    channels = {"#billing": {"account": "globex"}, "acme-help": {"account": "acme"}}
    policy = Policy.model_validate({"intents": {}, "accounts": {"acme": {}, "globex": {}}, "channels": channels})
    assert crossed("Open the billing page.", [PASSAGE], wall_of(policy), ACME) == ""
    assert "channel of another customer" in crossed("Ask in #billing.", [PASSAGE], wall_of(policy), ACME)


def test_without_an_account_every_account_is_another() -> None:
    assert "acme" in crossed("acme has 5 seats.", [PASSAGE], WALL, None)
    assert crossed("See https://lumio.slack.com/archives/C0LUMACME1/p1.", [PASSAGE], WALL, None)


def test_an_article_that_names_a_customer_by_mistake_is_told_with_what_to_do() -> None:
    bad = replace(PASSAGE, text="For Globex we raised the limit to 9,000 rows.")
    found = crossed("For Globex we raised the limit to 9,000 rows.", [bad], WALL, ACME)
    assert "as “Exports” does" in found and "product_words" in found


def test_the_title_and_address_of_what_is_cited_stand_under_the_answer() -> None:
    assert crossed("Open it.", [replace(PASSAGE, title="Roll-out at Globex")], WALL, ACME)
    assert crossed("Open it.", [replace(PASSAGE, url="https://help.example/globex/a")], WALL, ACME)


def test_what_is_for_other_plans_or_not_public_supports_no_answer() -> None:
    mine, others = replace(PASSAGE, plans=("business",)), replace(PASSAGE, plans=("Enterprise",))
    assert crossed("Open it.", [mine], WALL, ACME) == ""
    assert "other plans (Enterprise)" in crossed("Open it.", [others], WALL, ACME)
    assert "other plans" in crossed("Open it.", [mine], WALL, None)
    assert "not public" in crossed("Open it.", [replace(PASSAGE, audience=Audience.INTERNAL)], WALL, ACME)


def test_the_wall_of_a_policy_knows_what_it_says_of_accounts_and_lets_words_of_the_product_pass() -> None:
    policy = Policy.model_validate(
        {
            "intents": {},
            "product_words": ["Slack"],
            "accounts": {"slack": {}, "globex": {"domains": ["gx-works.example"], "team_id": "T0OTHER001"}},
            "channels": {"C0LUMGLOB1": {"account": "globex"}},
        }
    )
    wall = wall_of(policy)
    assert crossed("Connect Slack.", [PASSAGE], wall, ACME) == ""
    for text in ("globex", "gx-works.example", "T0OTHER001", "C0LUMGLOB1"):
        assert crossed(f"It is {text}.", [PASSAGE], wall, ACME)
