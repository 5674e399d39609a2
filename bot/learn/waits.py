"""How long customers waited, and which clocks were kept. Pure: rows of tickets in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from bot.domain.figures import Window
from bot.domain.states import TicketStatus
from bot.domain.ticket_facts import TicketFacts
from bot.policy import AccountTier, Hours, Policy
from bot.policy.reply_clock import Waiting, reply_clock
from bot.policy.resolution_clock import reopened, resolution_clock, runs
from bot.policy.waits import CUSTOMER, Spell, unheld, waits


def spell_of(row: TicketFacts, end: datetime) -> float:
    """Hours until `end` in which a ticket's customer waited for us, also while a colleague only held."""
    parts = (min(until or end, end) - since for since, until in _spells(row) if since < end)
    return sum(part.total_seconds() for part in parts) / 3600


def on_us(row: TicketFacts, now: datetime) -> bool:
    """Whether its customer waited at `now`."""
    return any(since < now and (until is None or until >= now) for since, until in _spells(row))


def _spells(row: TicketFacts) -> Iterator[Spell]:
    return (spell for wait in unheld(row) for spell in wait.spells)


def touches(row: TicketFacts, before: datetime) -> int:
    """Unbroken runs of messages of ours before a time: two lines in a row are one touch."""
    count, last = 0, CUSTOMER
    for said in sorted(
        (said for said in row.said if said.at < before), key=lambda said: (said.at, said.role != CUSTOMER)
    ):
        count += last == CUSTOMER and said.role != CUSTOMER
        last = said.role
    return count


def clocks(rows: Iterable[TicketFacts], window: Window, policy: Policy) -> dict[str, dict[str, int]]:
    """By account tier: how many first replies, next replies and resolutions kept their target or breached it
    (`first_kept` and so on). A clock counts where it ended: at the reply or the resolution, or when it fell due before
    one."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        name = policy.accounts[row.account].tier if row.account in policy.accounts else ""
        tier = policy.tiers.get(name)
        if tier is None:
            continue
        for what, ended, late in (*_replies(row, tier, policy.hours), *_resolutions(row, tier, policy.hours)):
            if window.holds(ended):
                found[name][f"{what}_{'breached' if late else 'kept'}"] += 1
    return {tier: dict(counts) for tier, counts in found.items()}


Ended = tuple[str, datetime, bool]
"""What a clock was of, when it ended, and whether the target was missed."""


def _replies(row: TicketFacts, tier: AccountTier, hours: Hours) -> Iterator[Ended]:
    for wait in waits(row):
        clock = reply_clock(Waiting(wait.since, wait.first, wait.urgent, wait.pauses), tier, hours)
        if clock is None or (row.closed and wait.until is None):
            continue
        what = "first" if wait.first else "next"
        if wait.until is None or wait.until > clock.due:
            yield what, clock.due, True
        elif wait.by:
            yield what, wait.until, False


def _resolutions(row: TicketFacts, tier: AccountTier, hours: Hours) -> Iterator[Ended]:
    for run in runs(row):
        clock = resolution_clock(run, tier, hours)
        if clock is None or (row.closed and run.resolved_at is None):
            continue
        if clock.due is not None:
            yield "resolution", clock.due, True
        elif run.resolved_at is not None:
            yield "resolution", run.resolved_at, False


def reopenings(row: TicketFacts) -> list[datetime]:
    """When a resolved ticket was opened again within seven days."""
    pairs = pairwise(row.changes)
    return [now.at for was, now in pairs if reopened(was.status, was.at, now.status, now.at)]


def status(row: TicketFacts, now: datetime) -> TicketStatus:
    """How a ticket stood at a time."""
    past = [change.status for change in row.changes if change.at < now]
    return past[-1] if past else TicketStatus.OPEN
