"""Urgency, frustration and churn risk stand beside the intents."""

from __future__ import annotations

import pytest

from bot.classify.signals import Signals, read_signals
from bot.policy import Thresholds

GATES = Thresholds()


@pytest.mark.parametrize(
    "text",
    [
        "how do i export work orders to csv?",
        "Could you tell me which API and SSO options are on our plan?",
        "i want to cancel the export i just started",
        "the last time I did this it took two minutes",
        "Thanks a lot, that helped!",
        "",
    ],
)
def test_a_calm_message_shows_no_signal(text: str) -> None:
    found = read_signals(text)
    assert max(found.frustration, found.churn, found.urgency) < GATES.upset


@pytest.mark.parametrize(
    "text",
    [
        "this is ridiculous, nobody answers and I have been waiting for 3 weeks!!",
        "your fucking app lost my data again, unacceptable",
        "WHY DOES NOBODY EVER ANSWER ME, THIS IS USELESS!!!",
        "wtf, worst support ever",
    ],
)
def test_anger_reaches_a_person(text: str) -> None:
    assert read_signals(text).frustration >= GATES.frustration


@pytest.mark.parametrize(
    "text", ["this is really annoying", "pretty disappointed with the new board", "ugh, damn thing"]
)
def test_annoyance_raises_frustration_without_handing_over(text: str) -> None:
    assert 0.25 <= read_signals(text).frustration < GATES.frustration


def test_capitals_count_only_when_most_of_the_text_shouts() -> None:
    assert read_signals("MY EXPORT NEVER FINISHES").frustration > 0.4
    assert read_signals("is CSV, PDF or XML better for my monthly export of jobs?").frustration == 0


@pytest.mark.parametrize(
    "text",
    [
        "we are going to switch to a competitor",
        "we will not renew",
        "we take our business elsewhere, taking our business elsewhere",
    ],
)
def test_a_threat_to_leave_is_churn(text: str) -> None:
    found = read_signals(text)
    assert found.churn >= GATES.churn
    assert found.urgency == 0


def test_pressing_words_add_up_to_urgency() -> None:
    one, two = read_signals("please today"), read_signals("urgent, please today, our crew is waiting")
    assert 0 < one.urgency < two.urgency <= 1


def test_saying_the_same_again_counts_as_frustration() -> None:
    asked = "my export does not finish, what can I do"
    assert (
        read_signals(asked).frustration < read_signals("My export does not finish. What can I do?", [asked]).frustration
    )
    assert read_signals("thanks", ["thanks"]) == Signals()


def test_signals_stay_within_bounds_on_any_amount_of_anger() -> None:
    found = read_signals("fucking ridiculous useless SHIT!!! nobody cares, scam, urgent, not renewing " * 2000)
    assert all(0 <= value <= 1 for value in (found.frustration, found.churn, found.urgency))


def test_a_trash_to_look_into_is_no_scolding() -> None:
    assert read_signals("is there a trash where deleted work orders lie").frustration == 0.0
    assert read_signals("your app is trash").frustration >= 0.5
