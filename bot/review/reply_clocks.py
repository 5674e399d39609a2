"""Watches how long customers wait: warns the desk before a target of the account's tier is missed, and again after."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain import TicketId
from bot.outbox.intents import clock_note
from bot.outbox.places import link_to
from bot.policy.account_tiers import AccountTier
from bot.policy.reply_clock import ReplyClock, Waiting, reply_clock
from bot.runtime import Runtime
from bot.store.records import NewPost, Ticket
from bot.texts import clocks as words

LOOK_BACK = timedelta(days=30)  # who has waited longer was told of long ago


class ReplyClocks:
    """All by rows and the clock: a restart repeats no note, since each has its purpose, and misses none."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def work(self) -> datetime | None:
        """One look at all who wait; when the next warning falls due, None when none does."""
        runtime, now = self._runtime, self._runtime.clock.now()
        notes, coming = [], []
        for ticket_id, clock in (await clocks(runtime, now)).items():
            ticket = await runtime.store.tickets.get(ticket_id)
            if ticket is None:
                continue
            if now >= clock.warn_at:
                notes.append(await self._note(ticket, clock, now))
            coming += [moment for moment in (clock.warn_at, clock.due) if moment > now]
        if await runtime.store.posts.add(notes):
            runtime.wake.posts.set()
        return min(coming, default=None)

    async def _note(self, ticket: Ticket, clock: ReplyClock, now: datetime) -> NewPost:
        runtime = self._runtime
        late = now >= clock.due
        say = words.breach if late else words.warning
        first, account = clock.waiting.first, ticket.account or ""
        text = say(account, first=first, at=clock.due, now=now, zone=runtime.zone)
        team = runtime.policy.teams.get(ticket.team)
        return clock_note(
            runtime.directory.desk,
            f"{ticket.id}:{clock.waiting.since.timestamp():.0f}:{'late' if late else 'soon'}",
            text,
            url=await link_to(runtime, ticket.channel, ticket.thread_ts),
            person=ticket.owner or ticket.taken_by or "",
            oncall=(team.oncall or "") if late and team else "",
        )


async def clocks(runtime: Runtime, now: datetime, ticket: TicketId | None = None) -> dict[TicketId, ReplyClock]:
    """The clocks that run now, by ticket; of one ticket alone where it is given."""
    tiers = {name: tier for name, tier in _tiers(runtime).items() if tier is not None}
    if not tiers:
        return {}
    found = {}
    rows = await runtime.store.waiting.of_accounts(sorted(tiers), now - LOOK_BACK, ticket=ticket)
    for ticket_id, (account, since, first, urgent) in rows.items():
        clock = reply_clock(Waiting(since, first, urgent), tiers[account], runtime.policy.hours)
        if clock is not None:
            found[ticket_id] = clock
    return found


async def clock_of(runtime: Runtime, ticket: Ticket) -> ReplyClock | None:
    """The clock that runs for a ticket; None when its customer waits for nothing or its tier has no target."""
    return (await clocks(runtime, runtime.clock.now(), ticket.id)).get(ticket.id)


def _tiers(runtime: Runtime) -> dict[str, AccountTier | None]:
    policy = runtime.policy
    return {name: policy.tiers.get(account.tier) for name, account in policy.accounts.items()}
