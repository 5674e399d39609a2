"""Questions of how something is done, told from wishes and reports."""

from __future__ import annotations

import pytest

from bot.classify.question_shape import asks, clause_around


@pytest.mark.parametrize(
    "clause",
    [
        "How do I remove the Google account linked to our site?",
        "hi, can the agent read logs",
        "we want to set up call forwarding to an operator",
        "I'm wondering whether refunds show in the report",
        "a refund status of pending, what is that?",
    ],
)
def test_how_something_is_done_is_a_question(clause: str) -> None:
    assert asks(clause)


@pytest.mark.parametrize(
    "clause",
    ["delete my account", "I want to talk to an agent", "Please refund us.", "flyctl cannot connect to the agent"],
)
def test_a_wish_or_a_report_is_none(clause: str) -> None:
    assert not asks(clause)


def test_the_sentence_around_a_match_is_what_is_looked_at() -> None:
    text = "Hello. How do refunds work? I want one now.\nThanks"
    assert clause_around(text, text.index("refunds"), text.index("refunds") + 7) == "How do refunds work?"
    assert clause_around(text, text.index("one now"), text.index("one now") + 3) == "I want one now."
    assert clause_around(text, 0, 5) == "Hello."
