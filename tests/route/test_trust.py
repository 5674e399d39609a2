"""Trust is earned by audits, and an engine that is right nine times in ten seldom earns it."""

from random import Random

import pytest

from bot.route.trust import LEAST_AUDITS, earned


def test_forty_right_answers_in_a_row_earn_trust_and_thirty_nine_do_not() -> None:
    assert earned([True] * 41, LEAST_AUDITS)
    assert not earned([True] * 39, LEAST_AUDITS)


def test_nothing_is_earned_before_there_are_enough_audits_of_any_kind() -> None:
    assert not earned([True] * 199, LEAST_AUDITS - 1)


def test_a_wrong_answer_costs_sixteen_right_ones() -> None:
    assert not earned([False, *[True] * 50], LEAST_AUDITS)
    assert earned([False, *[True] * 57], LEAST_AUDITS)
    assert not earned([], LEAST_AUDITS)


@pytest.mark.parametrize("seed", range(3))
def test_an_accuracy_at_the_target_earns_trust_in_at_most_one_of_twenty_histories(seed: int) -> None:
    rng = Random(seed)  # noqa: S311
    histories = [[rng.random() < 0.9 for _ in range(300)] for _ in range(400)]
    assert sum(earned(verdicts, LEAST_AUDITS) for verdicts in histories) <= 0.07 * 400
