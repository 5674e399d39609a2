"""Where a history led is remembered, and changes no result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import TrustEvent, TrustEventKind
from bot.policy import trust_record
from bot.policy.review import Review
from bot.policy.trust import RULE, Trust, trust_after
from bot.policy.trust_record import Standing

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = st.sampled_from([TrustEventKind.PASS] * 12 + list(TrustEventKind))
STRICTER = Review(target=0.95)


def history(kinds: list[TrustEventKind]) -> list[TrustEvent]:
    return [TrustEvent(kind, BEGIN + timedelta(days=day)) for day, kind in enumerate(kinds)]


@given(st.lists(KINDS, max_size=120), st.lists(st.tuples(st.integers(0, 120), KINDS, st.booleans()), max_size=6))
def test_however_a_history_grows_shrinks_or_changes_it_leads_where_going_through_all_of_it_leads(
    kinds: list[TrustEventKind], changes: list[tuple[int, TrustEventKind, bool]]
) -> None:
    standing, events = Standing(), history(kinds)
    for upto, kind, stricter in [(len(events), TrustEventKind.PASS, False), *changes]:
        seen = [*events[:upto], TrustEvent(kind, BEGIN + timedelta(days=upto, hours=1))]
        rule = STRICTER if stricter else RULE
        assert standing.after(("intent", "engine"), seen, rule) == trust_after(seen, rule)
        assert standing.after(("intent", "engine"), events, rule) == trust_after(events, rule)


def test_a_history_that_only_grew_is_not_gone_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[int] = []

    def spy(events: Sequence[TrustEvent], rule: Review, state: Trust) -> Trust:
        went.append(len(events))
        return trust_after(events, rule, state)

    monkeypatch.setattr(trust_record, "trust_after", spy)
    standing, events = Standing(), history([TrustEventKind.PASS] * 60)
    for upto in (50, 51, 60, 60):
        standing.after(("intent", "engine"), events[:upto], RULE)
    standing.after(("another", "engine"), events[:3], RULE)
    assert went == [50, 1, 9, 0, 3]
