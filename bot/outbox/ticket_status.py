"""Changes how a ticket stands: resolved, open again, on hold. Every step that hears of it changes it here."""

from __future__ import annotations

from bot.domain.states import Act, Resolution, TicketStatus
from bot.outbox.card_place import refresh_card
from bot.runtime import Runtime
from bot.store.records import LogEntry, Ticket
from bot.store.ticket_states import TicketState
from bot.store.tx import Tx

_ACTS = {
    TicketStatus.RESOLVED: Act.RESOLVE,
    TicketStatus.OPEN: Act.REOPEN,
    TicketStatus.ON_HOLD: Act.HOLD,
}


async def change_status(
    runtime: Runtime,
    ticket: Ticket,
    status: TicketStatus,
    by: str,
    because: str,
    tx: Tx,
    how: Resolution | None = None,
) -> bool:
    """Write down a change, with its line in the history of the ticket's card. `because` is the id of what happened, so
    that it is written once; `by` is empty where time did it. False when the ticket stands so already."""
    now = runtime.clock.now()
    key = f"{status.value}:{ticket.id}:{because}"
    if not await runtime.store.states.add(TicketState(key, ticket.id, now, status, by, how), tx):
        return False
    rows = [row for row in await runtime.store.decisions.of_ticket(ticket.id, tx) if row.current]
    entry = LogEntry(key, by, _ACTS[status].value, now, ticket.id, detail={"how": how.value} if how else {})
    await runtime.store.reviews.log(entry, tx)
    for row in reversed(rows):
        if await refresh_card(runtime, ticket, row, key, tx):
            break
    return True
