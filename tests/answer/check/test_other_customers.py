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


@pytest.mark.parametrize(
    "text",
    [
        "GLOBEX has more seats.",
        "Globex's export failed.",
        "As for Globex Corp, they pay less.",
        "g-l-o-b-e-x",
        "G L O B E X pays",
        "Glo**bex** pays",
        "`acct_globex_01` is locked",
        "see workspace globexProd",
        "GlobexWorkspace2 is theirs",
        "https://globex.example/login",
        "https://app.lumio.example/t/globex/exports?id=3",
        "https://lumio.example/?for=%67lobex",
        "mail it@globex.example",
        "Gl\u00f6bex",
        "Gl\u043eb\u0435\u0445",
        "Glo\u200bbex",
        "\uff27\uff4c\uff4f\uff42\uff45\uff58",
        "Gl0bex",
        "&#71;lobex",
        "Glo\u00adbex",
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert list(others_named(text, ("acme", "Globex Corp"), ACME)) == ["Globex Corp"]


@pytest.mark.parametrize(
    "text",
    ["The globe is round; exit it.", "globexample", "a global export", "Loading 10 %", "Hold **acme** items", "macmel"],
)
def test_words_that_only_look_like_a_name_are_none(text: str) -> None:
    assert list(others_named(text, ("acme", "Globex Corp"), ACME)) == []


def test_short_names_are_found_as_they_are_written_alone() -> None:
    assert list(others_named("HP has it", ("hp", "x1"), None)) == ["hp"]
    assert list(others_named("The php_hp file, https, 2x1", ("hp", "x1"), None)) == []
