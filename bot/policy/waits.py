"""When a ticket's customer waited for us, from what was said and how the ticket stood. Pure: rows of tickets in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.states import TicketStatus
from bot.domain.ticket_facts import TicketFacts

CUSTOMER, STAFF, EARNEST = "customer", "staff", "earnest"
Spell = tuple[datetime, datetime | None]
"""From when to when the customer waited; None: still."""
_STOPS = (TicketStatus.RESOLVED, TicketStatus.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Wait:
    """A customer waited from `since` until somebody replied (`by`: staff or earnest), or until the ticket was resolved
    or put on hold, or the customer took the question back (`by` empty); `until` is None while they wait. `first`:
    nobody had replied before. `pauses`: from when to when the ticket was on hold, or taken for resolved, in between."""

    since: datetime
    first: bool
    urgent: bool = False
    until: datetime | None = None
    by: str = ""
    pauses: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def spells(self) -> tuple[Spell, ...]:
        """The wait without its pauses."""
        return spells(self.since, self.pauses, self.until)


def spells(
    since: datetime, pauses: Iterable[tuple[datetime, datetime]], until: datetime | None = None
) -> tuple[Spell, ...]:
    """The time from `since` to `until` without the pauses in it."""
    found: list[Spell] = []
    for start, end in pauses:
        found.append((since, start))
        since = end
    return tuple(found) if until is not None and until <= since and found else (*found, (since, until))


def waits(row: TicketFacts) -> list[Wait]:
    """The waits of a ticket, oldest first. At the same moment a customer speaks before us, and time comes last. A wait
    that a hold stopped goes on when the ticket is opened again or its customer asks again, and ends with a reply; one
    that a resolution stopped goes on when that is taken back without a word of the customer."""
    found: list[Wait] = []
    stopped: TicketStatus | None = None  # what stopped the last wait before anybody replied
    replied = False
    for at, _, role, request, urgent, status in _events(row):
        waiting = bool(found) and found[-1].until is None
        if role == CUSTOMER and waiting:
            found[-1] = replace(found[-1], urgent=found[-1].urgent or (urgent and request))
        elif role == CUSTOMER and request and stopped is TicketStatus.ON_HOLD:
            found[-1], stopped = _resumed(replace(found[-1], urgent=found[-1].urgent or urgent), at), None
        elif role == CUSTOMER and request:
            found.append(Wait(at, not replied, urgent))
            stopped = None
        elif role == CUSTOMER:
            continue
        elif role:
            if waiting or stopped is TicketStatus.ON_HOLD:
                found[-1] = replace(found[-1] if waiting else _resumed(found[-1], at), until=at, by=role)
            replied, stopped = True, None
        elif status is None or status in _STOPS:
            if waiting:
                found[-1] = replace(found[-1], until=at)
            stopped = status if waiting or stopped else None
        elif status is TicketStatus.OPEN and stopped:
            found[-1], stopped = _resumed(found[-1], at), None
    return found


def unheld(row: TicketFacts) -> list[Wait]:
    """The waits of a ticket where a colleague who only holds ("I'll look into it") has not replied yet."""
    return waits(replace(row, said=tuple(one for one in row.said if one.role != STAFF or one.request)))


def _events(row: TicketFacts) -> list[tuple[datetime, int, str, bool, bool, TicketStatus | None]]:
    said = [(one.at, int(one.role != CUSTOMER), one.role, one.request, one.urgent, None) for one in row.said]
    changed = [(change.at, 2, "", False, False, change.status) for change in row.changes]
    taken_back = [(at, 2, "", False, False, None) for at in row.withdrawn]
    return sorted([*said, *changed, *taken_back], key=lambda event: event[:2])


def _resumed(wait: Wait, at: datetime) -> Wait:
    return replace(wait, until=None, pauses=(*wait.pauses, (wait.until or at, at)))
