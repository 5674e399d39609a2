"""Trust is earned by forty right answers in a row or their worth, kept against noise, and lost when accuracy falls."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import TrustEvent, TrustEventKind
from bot.policy import Review
from bot.policy.trust import RULE, Trust, passes_to_earn, step, together, trust_after, wilson

START = datetime(2026, 3, 2, tzinfo=UTC)
PASS, FAIL = TrustEventKind.PASS, TrustEventKind.FAIL
ENOUGH = RULE.least_audits


def days(*kinds: TrustEventKind, start: float = 0.0, apart: float = 0.1) -> list[TrustEvent]:
    return [TrustEvent(kind, START + timedelta(days=start + n * apart)) for n, kind in enumerate(kinds)]


def after(*kinds: TrustEventKind) -> Trust:
    return trust_after(days(*kinds))


def test_forty_right_answers_in_a_row_earn_trust_and_thirty_nine_do_not() -> None:
    assert after(*[PASS] * 40).holds(ENOUGH)
    assert not after(*[PASS] * 39).earned
    assert passes_to_earn(after(*[PASS] * 22)) == 18


def test_nothing_is_earned_before_there_are_enough_audits_of_any_kind() -> None:
    assert not after(*[PASS] * 199).holds(ENOUGH - 1)


def test_a_wrong_answer_costs_more_than_sixteen_right_ones() -> None:
    assert not after(FAIL, *[PASS] * 56).earned
    assert after(FAIL, *[PASS] * 57).earned
    assert passes_to_earn(after(FAIL)) == 57


def test_trust_is_latched_against_a_slip_and_lost_when_fails_pile_up() -> None:
    trusted = after(*[PASS] * 40, FAIL, *[PASS] * 30)
    assert trusted.earned
    lost = after(*[PASS] * 40, *[FAIL] * 4)
    assert not lost.earned
    assert (lost.lost, lost.audits, lost.log_e) == (1, 0, 0.0)


@pytest.mark.parametrize("kind", [TrustEventKind.SEVERE, TrustEventKind.CHANGED])
def test_a_severe_flag_and_a_material_change_end_trust_at_once(kind: TrustEventKind) -> None:
    assert not after(*[PASS] * 40, kind).holds(ENOUGH)


def test_audits_of_the_thirty_days_after_a_period_began_do_not_count_for_the_next() -> None:
    begun = trust_after([*days(*[PASS] * 40, TrustEventKind.CHANGED), *days(*[PASS] * 50, start=5)])
    assert (begun.audits, begun.since) == (0, START + timedelta(days=30))
    assert trust_after([*days(*[PASS] * 40, TrustEventKind.CHANGED), *days(*[PASS] * 40, start=30)]).earned


def test_a_removed_cause_gives_a_bad_start_another_chance_and_takes_nothing_from_who_is_trusted() -> None:
    bad = days(*[FAIL] * 10)
    fixed = [*bad, TrustEvent(TrustEventKind.FIXED, START + timedelta(days=40))]
    assert not trust_after([*bad, *days(*[PASS] * 60, start=41)]).earned
    assert trust_after([*fixed, *days(*[PASS] * 40, start=41)]).earned
    assert after(*[PASS] * 40, TrustEventKind.FIXED).earned


def test_several_fixes_begin_one_period_and_put_it_off_no_further() -> None:
    fixes = days(TrustEventKind.FIXED, TrustEventKind.FIXED, TrustEventKind.FIXED, start=5, apart=5)
    state = trust_after([*days(*[FAIL] * 5), *fixes, *days(PASS, start=31)])
    assert (state.since, state.audits, state.log_e) == (START + timedelta(days=30), 1, RULE.gain)


def test_until_a_fix_may_begin_a_period_the_old_one_goes_on_and_is_kept_if_it_does_well() -> None:
    well = trust_after([*days(FAIL, TrustEventKind.FIXED), *days(*[PASS] * 57, start=2)])
    assert well.earned
    kept = trust_after([*days(FAIL, TrustEventKind.FIXED), *days(*[PASS] * 20, start=2), *days(PASS, start=31)])
    assert (kept.since, kept.audits) == (START, 22)


def test_a_fix_throws_away_nothing_that_speaks_for_the_intent() -> None:
    assert after(*[PASS] * 20, TrustEventKind.FIXED).passes == 20


def test_what_comes_before_a_period_has_begun_begins_no_other() -> None:
    lost = days(*[PASS] * 40, TrustEventKind.CHANGED, TrustEventKind.CHANGED, TrustEventKind.SEVERE)
    assert trust_after(lost).since == START + timedelta(days=30)


def test_a_pin_goes_before_the_figures_until_it_is_taken_off_and_each_begins_a_period() -> None:
    up = after(FAIL, TrustEventKind.PINNED_UP)
    assert up.holds(0)
    down = after(*[PASS] * 40, TrustEventKind.PINNED_DOWN)
    assert not down.holds(10_000)
    off = step(down, TrustEvent(TrustEventKind.UNPINNED, START + timedelta(days=90)))
    assert (off.pinned, off.earned, off.audits) == (None, False, 0)


def test_a_confirmed_severe_mistake_ends_a_pin_up_and_leaves_a_pin_down() -> None:
    assert not after(TrustEventKind.PINNED_UP, TrustEventKind.SEVERE).holds(ENOUGH)
    assert after(TrustEventKind.PINNED_DOWN, TrustEventKind.SEVERE).pinned is False


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_an_accuracy_at_the_target_earns_trust_in_at_most_one_of_twenty_histories(seed: int) -> None:
    rng = Random(seed)  # noqa: S311
    found = sum(after(*(PASS if rng.random() < 0.9 else FAIL for _ in range(300))).earned for _ in range(400))
    assert found <= 0.07 * 400


@given(st.lists(st.booleans(), max_size=300))
def test_e_is_the_product_of_the_bets_until_it_has_grown(verdicts: list[bool]) -> None:
    state = Trust()
    product = 1.0
    for n, passed in enumerate(verdicts):
        if state.earned:
            break
        state = step(state, TrustEvent(PASS if passed else FAIL, START + timedelta(hours=n)))
        product *= 0.97 / 0.90 if passed else 0.03 / 0.10
        assert math.isclose(math.exp(state.log_e), product, rel_tol=1e-9)
        assert state.earned == (product >= 20 * (1 - 1e-12))


@pytest.mark.parametrize(
    ("passes", "audits", "low", "high"),
    [(0, 0, 0.0, 1.0), (40, 40, 0.9124, 1.0), (45, 50, 0.7864, 0.9565), (0, 10, 0.0, 0.2775)],
)
def test_the_interval_is_wilsons(passes: int, audits: int, low: float, high: float) -> None:
    assert wilson(passes, audits) == pytest.approx((low, high), abs=5e-4)


def test_a_rule_whose_shares_are_out_of_order_is_refused() -> None:
    with pytest.raises(ValueError, match="fallen must be below target"):
        Review(fallen=0.95)


def passes(number: int) -> list[TrustEvent]:
    return days(*[PASS] * number)


def test_of_several_intents_together_the_first_needs_more_and_the_last_of_all_no_more_than_alone() -> None:
    # log 20 / log(.97/.90) is 39.99; with four intents the best one needs E = 80, which 59 passes reach.
    alone = together({"a": passes(40)})["a"]
    assert alone.earned and alone.hurdle == RULE.grown
    crowd = {name: passes(0) for name in "bcd"}
    assert not together({"a": passes(58), **crowd})["a"].earned
    assert together({"a": passes(59), **crowd})["a"].earned
    assert passes_to_earn(together({"a": passes(40), **crowd})["a"]) == 19
    assert all(state.earned for state in together({name: passes(40) for name in "abcd"}).values())
    assert not any(state.earned for state in together({name: passes(39) for name in "abcd"}).values())


def test_an_intent_that_waited_for_others_is_trusted_when_they_come_and_lost_by_itself() -> None:
    early, late = passes(40), days(*[PASS] * 40, start=50)
    assert not together({"a": early, "b": []})["a"].earned
    states = together({"a": early, "b": late})
    assert states["a"].earned and states["b"].earned
    fails = days(*[FAIL] * 6, start=60)
    states = together({"a": [*early, *fails], "b": late})
    assert not states["a"].earned and states["b"].earned, "who is trusted stays so when another is not any more"


@example(told=[(40, 0, 0)])
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 2), st.integers(0, 40)), min_size=1, max_size=3))
def test_together_is_never_laxer_than_alone(told: list[tuple[int, int, int]]) -> None:
    """Runs of passes, fails and passes: single verdicts drawn by chance would earn nothing."""
    events = {
        str(n): days(*[PASS] * before, *[FAIL] * fails, *[PASS] * after)
        for n, (before, fails, after) in enumerate(told)
    }
    for name, state in together(events).items():
        if state.earned and not state.lost:
            best = max((trust_after(events[name][:n]).log_e for n in range(len(events[name]) + 1)), default=0.0)
            assert best >= RULE.grown
