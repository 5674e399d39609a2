"""What requests cost, in dollars and in minutes of staff, as far as rows can tell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.figures import Window
from bot.domain.states import DraftState
from bot.domain.ticket_facts import TicketFacts
from bot.policy.waits import CUSTOMER, STAFF

DECISION_MOST = timedelta(minutes=5)
REPLY_MOST = timedelta(minutes=10)
_DECIDED = (DraftState.APPROVED, DraftState.EDITED, DraftState.DECLINED)


@dataclass(frozen=True, slots=True)
class _Act:
    """A person did something to a ticket at a time; it could be done from `ready` on and takes `most` at the most."""

    by: str
    at: datetime
    ready: datetime
    most: timedelta
    ticket: str


def staff_minutes(rows: Sequence[TicketFacts], window: Window) -> dict[str, float]:
    """Minutes of staff by ticket. Nobody is watched: a decision on a draft counts from the draft or from what the same
    person did before, whichever is later, five minutes at most; a reply from the message before it, ten at most."""
    found: dict[str, float] = {}
    last: dict[str, datetime] = {}
    for act in sorted(_acts(rows), key=lambda act: (act.at, act.by, act.ticket)):
        began = max(act.ready, last.get(act.by, act.ready))
        last[act.by] = act.at
        if window.holds(act.at):
            spent = min(act.at - began, act.most)
            found[act.ticket] = found.get(act.ticket, 0.0) + max(spent.total_seconds(), 0.0) / 60
    return found


def _acts(rows: Iterable[TicketFacts]) -> Iterator[_Act]:
    for row in rows:
        for draft in row.drafts:
            if draft.state in _DECIDED and draft.decided_at is not None and draft.decided_by:
                yield _Act(draft.decided_by, draft.decided_at, draft.made_at, DECISION_MOST, row.id)
        before = row.opened_at
        for said in sorted(row.said, key=lambda said: (said.at, said.role != CUSTOMER)):
            if said.role == STAFF:
                yield _Act(said.by, said.at, before, REPLY_MOST, row.id)
            before = said.at
