"""How long a request is ours until it is resolved: open hours, without the time in which nobody waits for us."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.states import TicketStatus
from bot.domain.ticket_facts import Said, StateChange, TicketFacts
from bot.learn.waits import on_us, spell_of
from bot.policy import AccountTier, Hours
from bot.policy.hours import add_open_time, open_time
from bot.policy.resolution_clock import ResolutionClock, reopened, resolution_clock, runs
from bot.policy.waits import waits
from tests.policy.moments import berlin

OFFICE = Hours(timezone="Europe/Berlin", open=time(9), close=time(18), holidays=[date(2026, 12, 25)])
TIER = AccountTier.model_validate({"resolution": "8h", "urgent": {"resolution": "2h"}})


def customer(at: datetime, *, urgent: bool = False) -> Said:
    return Said(at, "customer", "U1", urgent=urgent)


def staff(at: datetime) -> Said:
    return Said(at, "staff", "U2")


def ticket(*said: Said, changes: tuple[tuple[datetime, TicketStatus], ...] = ()) -> TicketFacts:
    made = tuple(StateChange(at, status, None) for at, status in changes)
    return TicketFacts("T1", "acme", said[0].at, said=said, changes=made)


def clock(facts: TicketFacts, hours: Hours = OFFICE) -> ResolutionClock:
    found = resolution_clock(runs(facts)[-1], TIER, hours)
    assert found is not None
    return found


def test_open_hours_on_us_count_and_the_customers_own_time_does_not() -> None:
    asked = berlin(12, 24, 15)
    assert clock(ticket(customer(asked))).due == berlin(12, 28, 14), "three hours before the holiday and the weekend"
    answered = ticket(customer(asked), staff(berlin(12, 24, 17)))
    assert (clock(answered).due, clock(answered).left) == (None, timedelta(hours=6))
    again = ticket(*answered.said, customer(berlin(12, 29, 8)))
    assert (clock(again).due, clock(again).left) == (berlin(12, 29, 15), timedelta(hours=6))
    assert clock(again).warn_at == berlin(12, 29, 13, 24), "four fifths of eight hours, two of them before"


def test_a_colleague_who_only_holds_pauses_nothing_until_an_answer_does() -> None:
    asked = berlin(11, 23, 9)
    holds = replace(staff(berlin(11, 23, 10)), request=False)
    assert clock(ticket(customer(asked), holds)) == clock(ticket(customer(asked)))
    answered = clock(ticket(customer(asked), holds, staff(berlin(11, 23, 12))))
    assert (answered.due, answered.left) == (None, timedelta(hours=5))


def test_in_the_figures_a_customer_waits_while_a_colleague_only_holds_and_its_word_is_a_reply_all_the_same() -> None:
    asked = berlin(11, 23, 9)
    holds = replace(staff(berlin(11, 23, 10)), request=False)
    held = ticket(customer(asked), holds)
    assert on_us(held, berlin(11, 23, 12))
    assert spell_of(held, berlin(11, 23, 12)) == 3.0
    answered = ticket(customer(asked), holds, staff(berlin(11, 23, 11)))
    assert not on_us(answered, berlin(11, 23, 12))
    assert spell_of(answered, berlin(11, 23, 12)) == 2.0
    assert [wait.until for wait in waits(held)] == [berlin(11, 23, 10)]


def test_a_hold_pauses_it_and_urgent_requests_have_less() -> None:
    asked = berlin(11, 23, 9)
    held = ((berlin(11, 23, 10), TicketStatus.ON_HOLD), (berlin(11, 26, 12), TicketStatus.OPEN))
    assert clock(ticket(customer(asked), changes=held[:1])).due is None
    assert clock(ticket(customer(asked), changes=held)).due == berlin(11, 27, 10)
    assert clock(ticket(customer(asked, urgent=True), changes=held)).due == berlin(11, 26, 13)


def test_a_target_that_was_missed_before_the_answer_stays_missed() -> None:
    late = ticket(customer(berlin(11, 23, 9)), staff(berlin(11, 24, 9)))
    assert (clock(late).due, clock(late).left) == (berlin(11, 23, 17), timedelta())


def test_what_is_asked_within_a_week_of_the_resolution_goes_on_with_its_run() -> None:
    ended = (berlin(11, 23, 11), TicketStatus.RESOLVED)
    within = ticket(customer(berlin(11, 23, 9)), customer(berlin(11, 30, 11)), changes=(ended,))
    assert len(runs(within)) == 1
    assert clock(within).due == berlin(11, 30, 17)
    later = ticket(customer(berlin(11, 23, 9)), customer(berlin(11, 30, 12)), changes=(ended,))
    assert [run.resolved_at for run in runs(later)] == [ended[0], None]
    assert clock(later).due == berlin(12, 1, 11)


def test_without_a_target_there_is_no_clock() -> None:
    run = runs(ticket(customer(berlin(11, 23, 9))))[0]
    assert resolution_clock(run, None, OFFICE) is None
    assert resolution_clock(run, AccountTier(), OFFICE) is None


@given(start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)), minutes=st.integers(0, 6000))
def test_the_open_time_up_to_what_is_due_is_the_target(start: datetime, minutes: int) -> None:
    at = start.replace(tzinfo=UTC)
    due = add_open_time(OFFICE, at, timedelta(minutes=minutes))
    assert due is not None
    assert open_time(OFFICE, at, due) == timedelta(minutes=minutes)


def test_what_is_opened_again_within_seven_days_is_reopened_and_later_a_new_request() -> None:
    at, week = berlin(11, 23, 10), timedelta(days=7)
    assert reopened(TicketStatus.RESOLVED, at, TicketStatus.OPEN, at + week)
    assert not reopened(TicketStatus.RESOLVED, at, TicketStatus.OPEN, at + week + timedelta(seconds=1))
    assert not reopened(TicketStatus.ON_HOLD, at, TicketStatus.OPEN, at)
