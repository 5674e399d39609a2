"""Whose name a text holds: the asker's own is harmless, another customer's is a matter for people."""

import pytest

from bot.answer.check.other_customers import others_named
from bot.domain import Account

CUSTOMERS = ("acme", "Globex GmbH", "c++ works", "", "acme-eu", "harbor-point", "++")
ACME = Account("acme")


@pytest.mark.parametrize(
    ("text", "asker", "named"),
    [
        ("what do we pay", ACME, []),
        ("what does ACME pay", ACME, []),
        ("what does ACME pay", None, ["acme"]),
        ("what does globex gmbh pay, and acme?", ACME, ["Globex GmbH"]),
        ("is c++ works a customer of yours?", ACME, ["c++ works"]),
        ("our acmeology course", None, []),
        ("how do I add a user to the acme-eu workspace?", Account("acme-eu"), []),
        ("is it the same for acme-eu and for acme?", Account("acme-eu"), ["acme"]),
        ("which plan is Harbor  Point on?", ACME, ["harbor-point"]),
        ("which plan is Globex\nGmbH on?", ACME, ["Globex GmbH"]),
        ("", None, []),
    ],
)
def test_another_customer_is_found_by_its_whole_name(text: str, asker: Account | None, named: list[str]) -> None:
    assert list(others_named(text, CUSTOMERS, asker)) == named
