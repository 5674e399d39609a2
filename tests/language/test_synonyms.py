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
        ("Recipients need no user.", "Recipients need no account.", "Recipients need no user."),
        ("Reset the password in Settings.", "Enter a password.", "Reset the password in Settings."),
    ],
)
def test_words_of_one_meaning_are_exchanged(statement: str, source: str, said: str) -> None:
    assert in_words_of(statement, [source]) == said


def test_words_that_share_a_row_mean_the_same() -> None:
    assert meanings("deletes") & meanings("removing")
    assert not meanings("before") & meanings("after")
