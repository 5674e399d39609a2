"""The figures of a report, from stored rows: a small history whose answers were counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import DecisionId, TicketId
from bot.domain.figures import Breakdown, Column, Figure, Window
from bot.domain.states import DraftState, Resolution, TicketStatus
from bot.learn.figures import figures, percentile, report
from bot.policy import Policy
from bot.store import Store
from bot.store.records import DecisionRow, Role
from bot.store.ticket_facts import report_facts
from bot.store.ticket_states import TicketState
from bot.texts.columns import BREAKDOWNS, COLUMNS
from bot.texts.figures import DEFINITIONS, SHORT
from tests.fakes.clock import ManualClock
from tests.store.rows import answer, message, turn_of

DAY = 86_400
POLICY = Policy(intents={})


async def asked(store: Store, clock: ManualClock, number: int, *, chatter: bool = False) -> None:
    turn = await turn_of(store, clock.now(), number)
    ts = f"170000001{number}.000100"
    await store.messages.add(message(clock.now(), f"T{number}", ts, turn_id=turn.id))
    said = replace(answer(), not_a_request=chatter)
    row = DecisionRow(DecisionId(f"D{number}"), turn.id, TicketId(f"T{number}"), 1, said, clock.now(), True)
    async with store.begin() as tx:
        await store.decisions.add(row, DraftState.NONE, tx)


async def replied(store: Store, clock: ManualClock, number: int, role: Role) -> None:
    await store.messages.add(message(clock.now(), f"T{number}", f"170000002{number}.000100", role=role))


async def became(
    store: Store, clock: ManualClock, key: str, status: TicketStatus, how: Resolution | None = None
) -> None:
    async with store.begin() as tx:
        assert await store.states.add(TicketState(key, TicketId("T2"), clock.now(), status, how=how), tx)


async def test_a_week_is_counted_from_its_rows_and_the_week_before_from_its_own(
    store: Store, clock: ManualClock
) -> None:
    await asked(store, clock, 1)
    clock.advance(7 * DAY)
    start = clock.now()
    await asked(store, clock, 2)
    await asked(store, clock, 3)
    await asked(store, clock, 4, chatter=True)
    clock.advance(120)
    await replied(store, clock, 2, Role.EARNEST)
    clock.advance(480)
    await replied(store, clock, 3, Role.STAFF)
    await became(store, clock, "1", TicketStatus.RESOLVED, Resolution.CONFIRMED)
    clock.advance(60)
    await became(store, clock, "2", TicketStatus.OPEN)
    clock.advance(60)
    await became(store, clock, "3", TicketStatus.RESOLVED, Resolution.ASSUMED)
    window = Window(start, start + timedelta(days=7))
    rows = await report_facts(store.database, window.end)

    found = figures(rows, window, POLICY)
    expected = {
        Figure.REQUESTS: 2,
        Figure.REPLIED: 2,
        Figure.FIRST_P50: 2,
        Figure.FIRST_P90: 10,
        Figure.FIRST_BOT_P50: 2,
        Figure.FIRST_BOT_P90: 2,
        Figure.FIRST_STAFF_P50: 10,
        Figure.FIRST_STAFF_P90: 10,
        Figure.CONFIRMED: 1,
        Figure.ASSUMED: 1,
        Figure.REOPENED: 1,
        Figure.RESOLUTION_P50: 2 / 60,
        Figure.OPEN: 2,
        Figure.ON_US: 1,
        Figure.OPEN_UNOWNED: 2,
        Figure.OLDEST_OPEN: 14 * 24,
        Figure.ROUTING: 1,
        Figure.ROUTED: 2,
        Figure.TOUCHES: 1,
        Figure.ONE_TOUCH: 1,
        Figure.STAFF_MINUTES: 10,
        Figure.CSAT: None,
    }
    assert {name: found.values[name] for name in expected} == expected
    assert {name: row[Column.REQUESTS] for name, row in found.tables[Breakdown.INTENT].items()} == {
        "feature_question": 2
    }
    earlier = report(rows, window, POLICY).before.values
    assert (earlier[Figure.REQUESTS], earlier[Figure.FIRST_P50], earlier[Figure.OPEN]) == (1, None, 1)


@given(st.lists(st.integers(0, 1000), min_size=1), st.sampled_from([0.5, 0.9]))
def test_a_percentile_is_the_smallest_value_that_its_share_does_not_exceed(values: list[int], share: float) -> None:
    enough = [value for value in values if sum(other <= value for other in values) >= share * len(values)]
    assert percentile(values, share) == min(enough)


def test_every_figure_has_its_definition() -> None:
    assert sorted(DEFINITIONS) == sorted(Figure)
    assert set(SHORT) < set(Figure) and len(SHORT) == len(set(SHORT))
    assert list(COLUMNS) == [column.value for column in Column]
    assert list(BREAKDOWNS) == [split.value for split in Breakdown]
