"""How long customers waited, and which clocks were kept. Pure: rows of tickets in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.figures import Window
from bot.domain.states import TicketStatus
from bot.domain.ticket_facts import StateChange, TicketFacts
from bot.policy import Policy
from bot.policy.reply_clock import Waiting, reply_clock

CUSTOMER, STAFF, EARNEST = "customer", "staff", "earnest"
_ENDS = (TicketStatus.RESOLVED, TicketStatus.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Wait:
    """A customer waited from `since` until somebody replied (`by`: staff or earnest), or until the ticket was resolved
    or put on hold (`by` empty); `until` is None while they wait. `first`: nobody had replied before."""

    since: datetime
    first: bool
    urgent: bool = False
    until: datetime | None = None
    by: str = ""


def waits(row: TicketFacts) -> list[Wait]:
    """The waits of a ticket, oldest first. At the same moment a customer speaks before us, and time comes last."""
    events: list[tuple[datetime, int, str, bool, bool]] = [
        (said.at, int(said.role != CUSTOMER), said.role, said.request, said.urgent) for said in row.said
    ]
    events += [(change.at, 2, "", False, False) for change in row.changes if change.status in _ENDS]
    found: list[Wait] = []
    waiting, replied = False, False
    for at, _, role, request, urgent in sorted(events):
        if role == CUSTOMER:
            if waiting:
                found[-1] = replace(found[-1], urgent=found[-1].urgent or (urgent and request))
            elif request:
                found.append(Wait(at, not replied, urgent))
                waiting = True
            continue
        if waiting:
            found[-1] = replace(found[-1], until=at, by=role)
            waiting = False
        replied = replied or bool(role)
    return found


def spell_of(row: TicketFacts, end: datetime) -> float:
    """Hours until `end` in which a ticket's customer waited for us."""
    parts = (min(wait.until or end, end) - wait.since for wait in waits(row) if wait.since < end)
    return sum(part.total_seconds() for part in parts) / 3600


def on_us(row: TicketFacts, now: datetime) -> bool:
    """Whether its customer waited at `now`."""
    return any(wait.since < now and (wait.until is None or wait.until >= now) for wait in waits(row))


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
    """By account tier: how many first and next replies kept their target or breached it (`first_kept` and so on). A
    clock counts where it ended: at the reply, or when it fell due before one."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        tier = policy.accounts[row.account].tier if row.account in policy.accounts else ""
        for wait in waits(row):
            if row.closed and wait.until is None:
                continue
            clock = reply_clock(Waiting(wait.since, wait.first, wait.urgent), policy.tiers.get(tier), policy.hours)
            if clock is None:
                continue
            late = wait.until is None or wait.until > clock.due
            ended = clock.due if late else wait.until
            if ended is not None and window.holds(ended) and (late or wait.by):
                found[tier][f"{'first' if wait.first else 'next'}_{'breached' if late else 'kept'}"] += 1
    return {tier: dict(counts) for tier, counts in found.items()}


def steps(row: TicketFacts) -> Iterator[tuple[TicketStatus, StateChange]]:
    """Each change of a ticket's status, with the status before it."""
    was = TicketStatus.OPEN
    for change in row.changes:
        yield was, change
        was = change.status


def status(row: TicketFacts, now: datetime) -> TicketStatus:
    """How a ticket stood at a time."""
    past = [change.status for change in row.changes if change.at < now]
    return past[-1] if past else TicketStatus.OPEN
