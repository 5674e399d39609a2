"""The figures of a report. Pure: rows, a window and the policy in, numbers out."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.figures import CLOCKS, Breakdown, Column, Figure, Figures, Report, Rows, Values, Window
from bot.domain.states import Resolution, TicketStatus
from bot.domain.ticket_facts import ReportFacts, TicketFacts
from bot.learn.effort import staff_minutes
from bot.learn.quality import audited, edits, funnel, mean, routing, satisfaction
from bot.learn.waits import clocks, on_us, reopenings, spell_of, status, touches
from bot.policy import Policy
from bot.policy.waits import EARNEST, STAFF, Wait, waits

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_FIRST = (Figure.FIRST_P50, Figure.FIRST_P90)
_FIRST_BOT = (Figure.FIRST_BOT_P50, Figure.FIRST_BOT_P90)
_FIRST_STAFF = (Figure.FIRST_STAFF_P50, Figure.FIRST_STAFF_P90)
_NEXT = (Figure.NEXT_P50, Figure.NEXT_P90)
_NEXT_BOT = (Figure.NEXT_BOT_P50, Figure.NEXT_BOT_P90)
_NEXT_STAFF = (Figure.NEXT_STAFF_P50, Figure.NEXT_STAFF_P90)


def report(facts: ReportFacts, window: Window, policy: Policy) -> Report:
    """A window beside the one before, and the requests of each of its days. `facts`: all before the window's end."""
    now, before = figures(facts, window, policy), figures(facts, window.before(), policy)
    return Report(window, now, before, _days(facts.tickets, window))


def figures(facts: ReportFacts, window: Window, policy: Policy) -> Figures:
    """All figures of a window, as its end saw them, but those of queues that no row holds (stale articles, gaps)."""
    opened = [row for row in facts.tickets if window.holds(row.opened_at)]
    minutes = staff_minutes(facts.tickets, window)
    costs: dict[str, float] = defaultdict(float)
    for call in facts.calls:
        if window.holds(call.at):
            costs[call.ticket] += call.cost_usd
    kept = clocks(facts.tickets, window, policy)
    accuracy = audited(facts.audits, window)
    values: Values = {Figure.REQUESTS: len(opened), **_replies(facts.tickets, opened, window)}
    values |= {
        Figure.KEPT: _sum(kept, Column.FIRST_KEPT, Column.NEXT_KEPT),
        Figure.BREACHED: _sum(kept, Column.FIRST_BREACHED, Column.NEXT_BREACHED),
        Figure.RESOLUTIONS_KEPT: _sum(kept, Column.RESOLUTION_KEPT),
        Figure.RESOLUTIONS_BREACHED: _sum(kept, Column.RESOLUTION_BREACHED),
    }
    values |= _endings(facts.tickets, window)
    values |= _backlog(facts.tickets, window.end)
    values |= funnel(opened, window.end)
    values |= {
        Figure.ACCURACY: accuracy[Column.ACCURACY],
        Figure.ACCURACY_LOW: accuracy[Column.LOW],
        Figure.ACCURACY_HIGH: accuracy[Column.HIGH],
        Figure.AUDITS: accuracy[Column.AUDITS],
    }
    values |= routing(opened, window) | satisfaction(facts.tickets, window) | _touched(facts.tickets, window)
    values |= {Figure.COST: sum(costs.values()), Figure.STAFF_MINUTES: sum(minutes.values())}
    values |= edits(facts.tickets, window)
    values |= {Figure.STALE: None, Figure.FLAGGED: _flagged(facts, window.end), Figure.GAPS: None}
    ordered = {figure: values[figure] for figure in Figure}
    return Figures(ordered, _tables(facts, window, costs, minutes, kept))


def _sum(kept: dict[str, dict[str, int]], *columns: Column) -> int:
    return sum(counts.get(name, 0) for counts in kept.values() for name in columns)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of all do not exceed (nearest rank); None without values."""
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1] if values else None


def _replies(rows: Sequence[TicketFacts], opened: Sequence[TicketFacts], window: Window) -> Values:
    first = [wait for row in opened for wait in waits(row) if wait.first and _replied(wait, window.end)]
    later = [wait for row in rows for wait in waits(row) if not wait.first and _replied(wait, window.end)]
    later = [wait for wait in later if window.holds(wait.since)]
    values: Values = {Figure.REPLIED: len(first), Figure.NEXT_REPLIED: len(later)}
    for found, names, bot, staff in ((first, _FIRST, _FIRST_BOT, _FIRST_STAFF), (later, _NEXT, _NEXT_BOT, _NEXT_STAFF)):
        for (p50, p90), by in ((names, (EARNEST, STAFF)), (bot, (EARNEST,)), (staff, (STAFF,))):
            times = [_minutes(wait) for wait in found if wait.by in by]
            values |= {p50: percentile(times, 0.5), p90: percentile(times, 0.9)}
    return values


def _replied(wait: Wait, end: datetime) -> bool:
    return bool(wait.by) and wait.until is not None and wait.until < end


def _minutes(wait: Wait) -> float:
    return ((wait.until or wait.since) - wait.since) / _MINUTE


def _endings(rows: Sequence[TicketFacts], window: Window) -> Values:
    made = [(row, now) for row in rows for now in row.changes if window.holds(now.at)]
    resolved = [(row, now) for row, now in made if now.status is TicketStatus.RESOLVED]
    how = Counter(now.how for _, now in resolved)
    spells = [spell_of(row, now.at) for row, now in resolved]
    return {
        Figure.RESOLUTION_P50: percentile(spells, 0.5),
        Figure.RESOLUTION_P90: percentile(spells, 0.9),
        Figure.CONFIRMED: how[Resolution.CONFIRMED],
        Figure.ASSUMED: how[Resolution.ASSUMED],
        Figure.REOPENED: sum(window.holds(at) for row in rows for at in reopenings(row)),
    }


def _waiting(rows: Sequence[TicketFacts], now: datetime) -> list[TicketFacts]:
    open_ones = (row for row in rows if not row.closed and row.opened_at < now)
    return [row for row in open_ones if status(row, now) is not TicketStatus.RESOLVED]


def _backlog(rows: Sequence[TicketFacts], now: datetime) -> Values:
    waiting = _waiting(rows, now)
    return {
        Figure.OPEN: len(waiting),
        Figure.ON_US: sum(on_us(row, now) for row in waiting),
        Figure.OPEN_UNOWNED: sum(not row.owned for row in waiting),
        Figure.OLDEST_OPEN: max(((now - row.opened_at) / _HOUR for row in waiting), default=None),
    }


def _touched(rows: Sequence[TicketFacts], window: Window) -> Values:
    ends = [
        (
            row,
            [change.at for change in row.changes if change.status is TicketStatus.RESOLVED and window.holds(change.at)],
        )
        for row in rows
    ]
    counts = [touches(row, at[-1]) for row, at in ends if at]
    return {
        Figure.TOUCHES: mean(counts),
        Figure.ONE_TOUCH: mean([count == 1 for count in counts]),
        Figure.REASSIGNED: sum(window.holds(move.at) for row in rows for move in row.moves),
    }


def _flagged(facts: ReportFacts, now: datetime) -> int:
    waiting = (flag for flag in facts.flags if flag.at < now and (flag.cleared_at is None or flag.cleared_at >= now))
    return len({flag.article for flag in waiting})


def _tables(
    facts: ReportFacts,
    window: Window,
    costs: dict[str, float],
    minutes: dict[str, float],
    kept: dict[str, dict[str, int]],
) -> dict[Breakdown, Rows]:
    by_intent = _split(facts, window, costs, minutes, lambda row: row.intent)
    for name in {audit.intent for audit in facts.audits if audit.counted and window.holds(audit.at)} - set(by_intent):
        by_intent[name] = _row([], window, costs, minutes)
    for name, counted in by_intent.items():
        counted |= audited((audit for audit in facts.audits if audit.intent == name), window)
    open_now = Counter(row.account for row in _waiting(facts.tickets, window.end))
    by_account = _split(facts, window, costs, minutes, lambda row: row.account)
    for name in set(open_now) - set(by_account):
        by_account[name] = _row([], window, costs, minutes)
    for name, counted in by_account.items():
        counted[Column.OPEN] = open_now[name]
    tiers = _split(facts, window, costs, minutes, lambda row: "" if row.tier is None else str(row.tier))
    accounts: Rows = {tier: {name: counts.get(name, 0) for name in CLOCKS} for tier, counts in sorted(kept.items())}
    return {
        Breakdown.INTENT: _sorted(by_intent),
        Breakdown.ACCOUNT: _sorted(by_account),
        Breakdown.TIER: dict(sorted(tiers.items())),
        Breakdown.ACCOUNT_TIER: accounts,
    }


def _split(
    facts: ReportFacts,
    window: Window,
    costs: dict[str, float],
    minutes: dict[str, float],
    key: Callable[[TicketFacts], str],
) -> Rows:
    groups: dict[str, list[TicketFacts]] = defaultdict(list)
    for row in facts.tickets:
        if window.holds(row.opened_at) or row.id in costs or row.id in minutes:
            groups[key(row)].append(row)
    return {name: _row(rows, window, costs, minutes) for name, rows in groups.items()}


def _row(
    rows: Sequence[TicketFacts], window: Window, costs: dict[str, float], minutes: dict[str, float]
) -> dict[Column, float | None]:
    opened = [row for row in rows if window.holds(row.opened_at)]
    first = [wait for row in opened for wait in waits(row) if wait.first and _replied(wait, window.end)]
    return {
        Column.REQUESTS: len(opened),
        Column.REPLIED: len(first),
        Column.REPLY_P50: percentile([_minutes(wait) for wait in first], 0.5),
        Column.ANSWERED: funnel(opened, window.end)[Figure.ANSWERED],
        Column.COST: sum(costs.get(row.id, 0.0) for row in rows),
        Column.STAFF_MINUTES: sum(minutes.get(row.id, 0.0) for row in rows),
    }


def _sorted(rows: Rows) -> Rows:
    return dict(sorted(rows.items(), key=lambda item: (-(item[1][Column.REQUESTS] or 0), item[0])))


def _days(rows: Sequence[TicketFacts], window: Window) -> tuple[tuple[str, tuple[int, int, int, int, int]], ...]:
    found = []
    start = window.start
    while start < window.end:
        day = Window(start, min(start + _DAY, window.end))
        counts = Counter(row.tier for row in rows if day.holds(row.opened_at))
        found.append((start.date().isoformat(), (counts[0], counts[1], counts[2], counts[3], counts[None])))
        start += _DAY
    return tuple(found)
