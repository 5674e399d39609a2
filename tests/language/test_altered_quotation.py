"""A quotation with a word changed is found, whatever the word is; another wording is not taken for one."""

import pytest

from bot.language.altered_quotation import altered

SOURCE = [
    "Open **Settings > Sharing**.",
    "All members of a board can delete its cards before the sprint is closed.",
    "Backups are not kept on the free plan, only on paid ones.",
]


@pytest.mark.parametrize(
    "text",
    [
        "All members of a board can delete its lists before the sprint is closed.",
        "Some members of a board can delete its cards before the sprint is closed.",
        "All members of a board can delete its cards after the sprint is closed.",
        "All members of a board cannot delete its cards before the sprint is closed.",
        "Backups are kept on the free plan, only on paid ones.",
        "All members of a board must delete its cards before the sprint is closed.",
        "All members of a board can delete its cards before the sprint is closed, within an hour.",
    ],
)
def test_one_changed_word_is_named(text: str) -> None:
    assert altered(text, SOURCE)


@pytest.mark.parametrize(
    "text",
    [
        "All members of a board can delete its cards before the sprint is closed.",
        "All members of the board may remove its cards before the sprint is closed.",
        "Cards can be deleted by anyone on the board until the sprint ends.",
        "Paid plans keep backups.",
        "However, all members of a given board are allowed to delete its cards before the sprint is closed.",
        "All members who share a board with others can delete the cards listed there before its sprint is closed.",
    ],
)
def test_the_same_words_and_another_wording_pass(text: str) -> None:
    assert altered(text, SOURCE) == ""


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Copies of a closed board are removed once a month.", "Copies of a closed board are removed after a month."),
        ("Copies of a closed board are removed after a month.", "Copies of a closed board are removed once a month."),
        ("The key of a vault is changed once every week.", "The key of a vault is changed after every week."),
    ],
)
def test_how_often_is_not_when(text: str, source: str) -> None:
    assert "once" in altered(text, [source])


def test_once_and_after_agree_where_both_say_when() -> None:
    source = "Copies of a closed board are removed after the owner leaves."
    assert altered("Copies of a closed board are removed once the owner leaves.", [source]) == ""
