"""Which mode holds for a ticket now, whatever held when it was decided on."""

from __future__ import annotations

from bot.domain import Mode
from bot.policy.modes import mode_for, mode_here
from bot.runtime import Runtime
from bot.store.records import DecisionRow, Ticket


def mode_now(runtime: Runtime, ticket: Ticket, row: DecisionRow | None) -> Mode:
    """The strictest of what holds in the ticket's channel and for the intents of its decision."""
    channel = runtime.directory.channel_policy(ticket.channel)
    here = mode_here(runtime.policy, channel, ticket.account)
    return mode_for(runtime.policy, here, row.decision.classification) if row is not None else here


async def watched(runtime: Runtime, ticket: Ticket) -> bool:
    """Whether a ticket's customer is to read nothing of us now, by what they asked last."""
    rows = [row for row in await runtime.store.decisions.of_ticket(ticket.id) if row.current]
    asked = [row for row in rows if not row.decision.not_a_request]
    return mode_now(runtime, ticket, asked[-1] if asked else None) is Mode.WATCH
