"""Pasted message links lead to a channel and a message."""

from __future__ import annotations

import pytest

from bot.platform.slack.links import parse_link

LINK = "https://lumio.slack.com/archives/C0ACME/p1700000000000100"
PLACE = ("C0ACME", "1700000000.000100")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINK, (*PLACE, "")),
        (f"{LINK}?thread_ts=1699999999.000100&cid=C0ACME the limit is wrong", (*PLACE, "the limit is wrong")),
        (f"<{LINK}> old price", (*PLACE, "old price")),
        (f"see {LINK}", (*PLACE, "see")),
        ("http://127.0.0.1:8080/archives/C0ACME/p1700000000000100", (*PLACE, "")),
        ("", None),
        ("https://lumio.slack.com/archives/C0ACME", None),
        ("https://example.com/p1700000000000100", None),
        (f"{LINK}abc", None),
    ],
)
def test_a_link_and_the_words_around_it(text: str, expected: tuple[str, str, str] | None):
    assert parse_link(text) == expected
