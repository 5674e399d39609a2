"""What the evaluations share: the figures of a score against yes/no labels."""

from bot.evaluation.labelled import auroc, calibration_error, rates_at


def test_auroc_counts_pairs_and_halves_ties_and_has_no_meaning_for_one_class() -> None:
    assert auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == 3.5 / 4
    assert auroc([0.9, 0.5], [True, True]) is None
    assert auroc([], []) is None


def test_a_threshold_keeps_good_rows_and_stops_bad_ones() -> None:
    assert rates_at([0.9, 0.4, 0.6, 0.1], [True, True, False, False], 0.5) == {"kept_good": 0.5, "stopped_bad": 0.5}
    assert rates_at([0.9], [True], 0.5) == {"kept_good": 1.0, "stopped_bad": None}


def test_a_calibrated_score_has_no_error_however_many_rows_are_bad() -> None:
    assert calibration_error([1.0, 0.0, 0.0, 0.0], [True, False, False, False]) == 0.0
    assert calibration_error([0.0, 1.0], [True, False]) == 1.0
