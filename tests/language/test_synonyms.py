"""A statement is compared in its source's words; words that mean something else stay as they are."""

import pytest

from bot.language.synonyms import in_words_of, meanings


@pytest.mark.parametrize(
    ("statement", "source", "said"),
    [
        ("Up to 20 people get it.", "Enter up to 20 recipients.", "Up to 20 recipients get it."),
        ("The day resets at midnight.", "The day starts at midnight.", "The day starts at midnight."),
        ("Open the page and remove it.", "Open the page, then delete it.", "Open the page and delete it."),
        ("The people who are recipients get it.", "Recipients get it.", "The people who are recipients get it."),
        ("It is deleted after a year.", "It is archived after a year.", "It is deleted after a year."),
        ("Turn it off by hand.", "You can disable it manually.", "Turn it off manually."),
        ("It was turned off right away.", "It is disabled immediately.", "It was disabled immediately."),
        ("It takes at most 5 files.", "The maximum is 5 files.", "It takes maximum 5 files."),
        ("It runs at once.", "It runs daily.", "It runs at once."),
        ("Recipients need no user.", "Recipients need no account.", "Recipients need no user."),
        ("It is removed once a day.", "It is removed after a day.", "It is removed once a day."),
        ("It is removed after a day.", "It is removed once a day.", "It is removed after a day."),
        ("It is removed after a day.", "It is removed daily.", "It is removed after a day."),
        ("Codes work only once.", "Codes work after a restart.", "Codes work only once."),
        ("It is locked, once per seat.", "It is locked after a try.", "It is locked, once per seat."),
        (
            "It is removed once the plan ends.",
            "It is removed after the plan ends.",
            "It is removed after the plan ends.",
        ),
        ("It runs twice a day.", "It runs twice daily.", "It runs twice daily."),
        ("Reset the password in Settings.", "Enter a password.", "Reset the password in Settings."),
    ],
)
def test_words_of_one_meaning_are_exchanged(statement: str, source: str, said: str) -> None:
    assert in_words_of(statement, [source]) == said


def test_words_that_share_a_row_mean_the_same() -> None:
    assert meanings("deletes") & meanings("removing")
    assert not meanings("before") & meanings("after")
