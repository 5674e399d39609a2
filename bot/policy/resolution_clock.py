"""How long a ticket may be ours until it is resolved: one clock a run, which stands still while nobody waits for us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from bot.domain.states import TicketStatus
from bot.domain.ticket_facts import TicketFacts
from bot.policy.account_tiers import AccountTier
from bot.policy.hours import Hours, open_time, reached
from bot.policy.reply_clock import WARN_AT
from bot.policy.waits import Spell, Wait, unheld

REOPENED_WITHIN = timedelta(days=7)  # later, what is asked in a resolved thread is a new request


@dataclass(frozen=True, slots=True)
class Run:
    """A request from its first message to its resolution. `spells` are when its customer waited for us; `resolved_at`
    is None while it is not resolved. What is opened again within seven days goes on with its run."""

    since: datetime
    spells: tuple[Spell, ...]
    urgent: bool
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ResolutionClock:
    """Times are UTC. `due` is when the target is, or was, missed: None while the clock stands still before that;
    `warn_at` likewise. `left` is what remains of the target, in open hours, when the clock last stopped or started."""

    since: datetime
    left: timedelta
    warn_at: datetime | None
    due: datetime | None


def runs(row: TicketFacts) -> list[Run]:
    """The runs of a ticket, oldest first. A colleague who only holds ("I'll look into it") has replied, and has the
    ticket still: this clock runs on."""
    groups: list[list[Wait]] = []
    for wait in unheld(row):
        if not groups or _is_new(row, groups[-1][-1], wait):
            groups.append([])
        groups[-1].append(wait)
    return [
        Run(
            group[0].since,
            tuple(spell for wait in group for spell in wait.spells),
            any(wait.urgent for wait in group),
            _resolved(row, group[0].since, following[0].since if following else None),
        )
        for group, following in zip_longest(groups, groups[1:])
    ]


def resolution_clock(run: Run, tier: AccountTier | None, hours: Hours) -> ResolutionClock | None:
    """The clock of a run; None where the account's tier sets no target. `hours` are the policy's."""
    if tier is None:
        return None
    lengths = [tier.resolution, tier.urgent.resolution if run.urgent and tier.urgent else None]
    known = [length for length in lengths if length is not None]
    if not known:
        return None
    target, open_hours = min(known), tier.hours or hours
    used = [open_time(open_hours, start, end) for start, end in run.spells if end is not None]
    left = max(target - sum(used, timedelta()), timedelta())
    return ResolutionClock(
        run.since, left, reached(open_hours, run.spells, target * WARN_AT), reached(open_hours, run.spells, target)
    )


def reopened(was: TicketStatus, was_at: datetime, now: TicketStatus, now_at: datetime) -> bool:
    """Whether a change of status opens a resolved request again, rather than begins a new one."""
    opens = was is TicketStatus.RESOLVED and now is TicketStatus.OPEN
    return opens and now_at - was_at <= REOPENED_WITHIN


def _is_new(row: TicketFacts, before: Wait, wait: Wait) -> bool:
    ends = [
        change.at
        for change in row.changes
        if change.status is TicketStatus.RESOLVED and before.since <= change.at <= wait.since
    ]
    return bool(ends) and wait.since - ends[-1] > REOPENED_WITHIN


def _resolved(row: TicketFacts, start: datetime, end: datetime | None) -> datetime | None:
    """When a run was resolved, if it still was at its end. The next run begins with a customer's message."""
    found = [change for change in row.changes if change.at >= start and (end is None or change.at < end)]
    if end is not None:
        found = [change for change in found if change.status is TicketStatus.RESOLVED]
    return found[-1].at if found and found[-1].status is TicketStatus.RESOLVED else None
