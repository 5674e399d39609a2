"""Clusters of intents: where a question is searched first, and what the engine is told beside its prompt."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.domain import Classification, IntentScore
from bot.policy import Policy
from bot.policy.clusters import areas_for, guidance_for

INTENTS = {name: {"examples": []} for name in ("invoice", "price", "login", "other")}
MONEY = {"intents": ["invoice", "price"], "product_areas": ["billing"], "guidance": "Name the billing period."}
ACCESS = {"intents": ["login"], "product_areas": ["accounts", "security"]}


def policy(**clusters: object) -> Policy:
    return Policy.model_validate({"intents": INTENTS, "clusters": clusters})


def raised(*names: str) -> Classification:
    return Classification(tuple(IntentScore(name, 0.9) for name in names))


def test_two_intents_of_different_clusters_are_searched_in_the_areas_of_both() -> None:
    both = policy(money=MONEY, access=ACCESS)
    assert areas_for(both, raised("invoice")) == areas_for(both, raised("price")) == ("billing",)
    assert areas_for(both, raised("login", "price")) == ("accounts", "security", "billing")


@pytest.mark.parametrize("names", [(), ("other",), ("invoice", "other")])
def test_an_intent_without_a_cluster_is_searched_everywhere(names: tuple[str, ...]) -> None:
    assert areas_for(policy(money=MONEY), raised(*names)) == ()


def test_a_cluster_without_areas_does_not_narrow_the_search() -> None:
    assert areas_for(policy(money=MONEY | {"product_areas": []}), raised("invoice")) == ()


def test_guidance_is_told_once_for_intents_of_one_cluster_and_not_at_all_for_others() -> None:
    both = policy(money=MONEY, access=ACCESS | {"guidance": "Ask for no password.\n"})
    assert guidance_for(both, raised("price", "invoice")) == "Name the billing period."
    assert guidance_for(both, raised("login", "price")) == "Ask for no password.\nName the billing period."
    assert guidance_for(both, raised("other")) == ""


@pytest.mark.parametrize(
    ("clusters", "complaint"),
    [
        ({"money": {"intents": ["invoices"]}}, "clusters.money.intents names 'invoices'"),
        ({"money": MONEY, "cash": {"intents": ["price"]}}, "'price' is in 'money' and in 'cash'"),
    ],
)
def test_a_wrong_cluster_is_told_by_name(clusters: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        policy(**clusters)
