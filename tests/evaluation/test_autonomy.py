"""The simulation plays the product's own rule, and its figures stay under their bars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bot.domain import TrustEvent, TrustEventKind
from bot.evaluation.autonomy import Many, Setup, simulate
from bot.policy.trust import Trust, step

pytestmark = pytest.mark.slow

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_many_intents_at_once_stand_where_each_stands_alone() -> None:
    rng = np.random.default_rng(5)
    many, alone = Many(40), [Trust() for _ in range(40)]
    accuracy = rng.choice([0.6, 0.9, 0.97, 1.0], 40)
    for n in range(600):
        audited, passed = rng.random(40) < 0.7, rng.random(40) < accuracy
        if n == 300:
            accuracy = np.where(accuracy > 0.95, 0.5, accuracy)
        many.audit(audited, passed, n * 0.5)
        for k in np.flatnonzero(audited):
            kind = TrustEventKind.PASS if passed[k] else TrustEventKind.FAIL
            alone[k] = step(alone[k], TrustEvent(kind, START + timedelta(days=n * 0.5)))
        assert many.earned.tolist() == [one.earned for one in alone]
        betting = [k for k, one in enumerate(alone) if not one.earned]
        assert np.allclose(many.log_e[betting], [alone[k].log_e for k in betting])
        assert np.allclose(many.shift[many.earned], [one.shift for one in alone if one.earned])
    assert sum(one.lost for one in alone) > 5


def test_the_figures_are_under_their_bars_in_a_small_run() -> None:
    found = simulate(3, lambda stage, done, size: None, Setup(intents=400, tickets=4_000))
    assert found["below_target_trusted_share"] <= 0.05
    assert found["ever_trusted_at_target"] <= 0.08
    assert found["audits_to_trust_p50"] <= 75
    assert found["audits_to_demote_p50"] <= 40
    assert found["false_demotions_per_1000"] <= 1
