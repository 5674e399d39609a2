"""Words that only hold are told from answers, and what is not sure is an answer."""

from __future__ import annotations

import pytest

from bot.language.holding import only_holds


@pytest.mark.parametrize(
    "text",
    [
        "I'll look into it",
        "Hi Dana, I’ll look into this and get back to you shortly.",
        "Thanks for reporting this! We're looking into it.",
        "<@U0DANA0001> checking with our billing team, one moment please",
        "Checking with <@U0NORA0001>",
        "let me check",
        "On it :eyes:",
        "We will check this with engineering and let you know as soon as we can.",
        "Sorry about that - taking a look now",
        "Give us a few minutes",
        "We'll get back to you tomorrow",
    ],
)
def test_a_promise_to_look_or_a_request_for_patience_only_holds(text: str) -> None:
    assert only_holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thanks!",
        "Open Settings > Billing.",
        "Check this with your admin",
        "Look into the audit log",
        "I looked into it: the export is fixed.",
        "I'll look into it. Meanwhile use the CSV export.",
        "I'll look into it, can you send me the log?",
        "Checking with the API shows nothing",
        "We can confirm this: it is a known bug",
        "I will check whether your plan has it",
        "Let me know if it works",
        "It is on hold",
        "Sorry, not possible",
        "We'll refund you tomorrow",
        "Yes, we can",
    ],
)
def test_whatever_else_is_said_may_be_an_answer(text: str) -> None:
    assert not only_holds(text)
