"""When an edit of unknown time happened."""

import pytest

from bot.domain import MessageTs
from bot.listen.changes import just_after


@pytest.mark.parametrize(
    ("known", "after"),
    [
        ("1700000000.000100", "1700000000.000101"),
        ("1700000000.999999", "1700000001.000000"),
        ("1700000000", "1700000000.000001"),
    ],
)
def test_an_edit_of_unknown_time_is_the_latest_also_at_the_end_of_a_second(known: str, after: str) -> None:
    assert just_after(MessageTs(known)) == after
    assert after > known
