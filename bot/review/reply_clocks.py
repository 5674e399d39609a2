"""Watches how long customers wait: warns the desk before a target of the account's tier is missed, and again after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.domain import TicketId
from bot.domain.ticket_facts import TicketFacts
from bot.outbox.post_intents import alert
from bot.outbox.team_intents import clock_note
from bot.platform.work import working_on
from bot.policy.account_tiers import AccountTier
from bot.policy.reply_clock import ReplyClock, Waiting, reply_clock
from bot.policy.resolution_clock import ResolutionClock, resolution_clock, runs
from bot.policy.teams import is_user_id
from bot.policy.waits import waits
from bot.review.reassign import Move, card_row, on_call, reassign
from bot.runtime import Runtime
from bot.store.records import Ticket
from bot.store.tx import Tx
from bot.texts import clocks as words
from bot.texts.clocks import Due

LOOK_BACK = timedelta(days=30)  # who has waited longer was told of long ago


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of a ticket. `reply` is None while its customer waits for nothing, `resolution` once it is resolved;
    both where the tier of its account sets no target."""

    reply: ReplyClock | None = None
    resolution: ResolutionClock | None = None


class ReplyClocks:
    """All by rows and the clock: a restart repeats no note, since each has its purpose, and misses none."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def work(self) -> datetime | None:
        """One look at all who wait; when the next warning falls due, None when none does."""
        runtime, now = self._runtime, self._runtime.clock.now()
        coming = []
        for ticket_id, found in (await running(runtime, now)).items():
            ticket = await runtime.store.tickets.get(ticket_id)
            if ticket is None:
                continue
            for key, due, warn_at in _dues(ticket, found):
                if now >= warn_at:
                    with working_on(ticket=ticket_id):
                        await self._tell(ticket, key, due, now)
                coming += [moment for moment in (warn_at, due.at) if moment > now]
        return min(coming, default=None)

    async def _tell(self, ticket: Ticket, key: str, due: Due, now: datetime) -> None:
        """The note, and with it, once a target was missed, what its tier wants done."""
        runtime, late = self._runtime, now >= due.at
        calls = await on_call(runtime, ticket.team) if late else ""
        say = words.breach if late else words.warning
        text = say(ticket.account or "", due, now=now, zone=runtime.zone)
        person = ticket.owner or ticket.taken_by or ""
        key = f"{key}:{'late' if late else 'soon'}"
        note = clock_note(runtime.directory.desk, key, text, person=person, oncall=calls, about=ticket)
        async with runtime.store.begin() as tx:
            if not await runtime.store.posts.add([note], tx):
                return
            if late and not await self._passed_on(ticket, key, tx) and is_user_id(calls):
                await runtime.store.posts.add([alert(calls, text, key)], tx)
        runtime.wake.posts.set()

    async def _passed_on(self, ticket: Ticket, key: str, tx: Tx) -> bool:
        """Give the request to the team that comes then, where the tier wants that and there is one."""
        policy = self._runtime.policy
        tier, team = _tiers(self._runtime).get(ticket.account or ""), policy.teams.get(ticket.team)
        row = await card_row(self._runtime, ticket.id, tx)
        if tier is None or tier.on_breach != "reassign" or team is None or team.then is None or row is None:
            return False
        return await reassign(self._runtime, ticket, row, Move(team.then, key, reason=words.MISSED), tx)


async def running(runtime: Runtime, now: datetime) -> dict[TicketId, Clocks]:
    """The clocks that run now, by ticket: those of customers who wait."""
    accounts = sorted(name for name, tier in _tiers(runtime).items() if tier is not None)
    waiting = list(await runtime.store.waiting.of_accounts(accounts, now - LOOK_BACK)) if accounts else []
    said = await runtime.store.waiting.said_on(waiting) if waiting else {}
    return {key: _clocks(runtime, facts) for key, facts in said.items()}


async def clocks_of(runtime: Runtime, ticket: Ticket) -> Clocks:
    """The clocks of a ticket, also those that stand still."""
    if _tiers(runtime).get(ticket.account or "") is None:
        return Clocks()
    return _clocks(runtime, (await runtime.store.waiting.said_on([ticket.id]))[ticket.id])


def clock_lines(found: Clocks, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """What a card says of them."""
    lines = []
    if found.reply is not None:
        what = words.FIRST if found.reply.waiting.first else words.NEXT
        lines.append(words.due(Due(what, found.reply.due), now=now, zone=zone))
    if (resolution := found.resolution) is not None:
        due = resolution.due
        said = words.due(Due(words.RESOLUTION, due), now=now, zone=zone) if due else words.paused(resolution.left)
        lines.append(said)
    return tuple(lines)


def _clocks(runtime: Runtime, facts: TicketFacts) -> Clocks:
    tier, hours = _tiers(runtime).get(facts.account), runtime.policy.hours
    last = next(reversed(waits(facts)), None)
    reply = None
    if last is not None and last.until is None:
        reply = reply_clock(Waiting(last.since, last.first, last.urgent, last.pauses), tier, hours)
    run = next(reversed(runs(facts)), None)
    unresolved = run is not None and run.resolved_at is None
    return Clocks(reply, resolution_clock(run, tier, hours) if run is not None and unresolved else None)


def _dues(ticket: Ticket, found: Clocks) -> list[tuple[str, Due, datetime]]:
    """What falls due on a ticket: the key of its notes, what and when, and when to warn."""
    dues = []
    if (reply := found.reply) is not None:
        key = f"{ticket.id}:{reply.waiting.since.timestamp():.0f}"
        dues.append((key, Due(words.FIRST if reply.waiting.first else words.NEXT, reply.due), reply.warn_at))
    resolution = found.resolution
    if resolution is not None and resolution.due is not None and resolution.warn_at is not None:
        key = f"{ticket.id}:resolution:{resolution.since.timestamp():.0f}"
        dues.append((key, Due(words.RESOLUTION, resolution.due), resolution.warn_at))
    return dues


def _tiers(runtime: Runtime) -> dict[str, AccountTier | None]:
    policy = runtime.policy
    return {name: policy.tiers.get(account.tier) for name, account in policy.accounts.items()}
