"""When a burst is one: a rate far above its own history, counted by accounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.policy.incident_rate import (
    HISTORY,
    LEAST_ACCOUNTS,
    WINDOW,
    Asked,
    chance_of_burst,
    is_burst,
    occasions,
    separate_accounts,
    usual,
)

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
NEWS = "Hello all, our office moves on Friday and from Monday on you find us in the new building next door"


def asked(account: str, text: str = "export broken", author: str = "") -> Asked:
    return Asked("D1", f"T-{account}-{text}", account, author or f"U-{account}", "bug_report", text, NOW)


def test_the_chance_is_that_of_the_binomial_by_hand() -> None:
    # One window before (share 1/2): P(X >= 2) of 3 throws of a coin is 4/8.
    assert chance_of_burst(2, 1, WINDOW) == pytest.approx(0.5)
    # Nine windows before (share 1/10): P(X >= 2) of 2 is 1/100.
    assert chance_of_burst(2, 0, 9 * WINDOW) == pytest.approx(0.01)


def test_the_chance_falls_with_more_accounts_and_rises_with_a_busier_past() -> None:
    more = [chance_of_burst(accounts, 20, HISTORY) for accounts in range(1, 9)]
    busier = [chance_of_burst(5, before, HISTORY) for before in (0, 10, 100, 1_000, 10_000)]
    assert more == sorted(more, reverse=True)
    assert busier == sorted(busier)


def test_many_accounts_at_once_are_a_burst_where_few_asked_before() -> None:
    assert is_burst(LEAST_ACCOUNTS, 0, HISTORY)
    assert is_burst(6, 40, HISTORY)


@pytest.mark.parametrize(
    ("accounts", "before", "known"),
    [
        (LEAST_ACCOUNTS - 1, 0, HISTORY),  # too few, however quiet it was
        (5, 4_000, HISTORY),  # three in any half an hour are usual
        (LEAST_ACCOUNTS, 0, timedelta(hours=1)),  # nothing is known yet of what is usual
        (LEAST_ACCOUNTS, 0, timedelta(0)),
        (10, 2_000, HISTORY),  # a busy morning: seven times the average of all hours
    ],
)
def test_what_is_usual_or_too_little_is_no_burst(accounts: int, before: int, known: timedelta) -> None:
    assert not is_burst(accounts, before, known)


def test_one_customer_who_writes_ten_times_is_one() -> None:
    assert separate_accounts([asked("acme", f"export broken {number}", "U1") for number in range(10)]) == 1
    assert separate_accounts([asked("acme", author=f"U{number}") for number in range(10)]) == 1
    assert separate_accounts([asked(f"account {number}", author="U1") for number in range(10)]) == 1


def test_a_newsletter_that_many_pass_on_is_one_and_a_short_cry_in_the_same_words_is_not() -> None:
    assert separate_accounts([asked(f"account {number}", NEWS) for number in range(10)]) == 1
    assert separate_accounts([asked(f"account {number}", "It is down!") for number in range(10)]) == 10


def test_an_account_counts_once_in_a_window_of_its_history() -> None:
    half = WINDOW / 2
    past = [(NOW, "acme"), (NOW + half, "acme"), (NOW + half, "globex"), (NOW + WINDOW, "acme")]
    assert occasions(past) == 3
    assert usual(96, 48 * WINDOW) == 2.0
