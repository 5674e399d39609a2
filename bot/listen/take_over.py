"""A person takes a thread from Earnest."""

from __future__ import annotations

from bot.domain import UserId
from bot.domain.states import Act, DraftState
from bot.outbox.card_place import refresh_card
from bot.outbox.withdrawn import withdraw
from bot.runtime import Runtime
from bot.store.records import LogEntry, Ticket
from bot.store.tx import Tx


async def take_over(runtime: Runtime, ticket: Ticket, by: str, act: Act, because: str, tx: Tx) -> None:
    """A person has the thread now: nothing that was drafted stands, and the card says who has it."""
    person = UserId(by)
    took = await runtime.store.tickets.take(ticket.id, person, tx) or await runtime.store.tickets.own(
        ticket.id, person, tx
    )
    if not took:
        return
    entry = LogEntry(
        id=f"{act}:{ticket.id}:{because}", actor=by, action=act.value, at=runtime.clock.now(), ticket_id=ticket.id
    )
    await runtime.store.reviews.log(entry, tx)
    for row in await runtime.store.decisions.of_ticket(ticket.id, tx):
        await runtime.store.decisions.settle(row.id, DraftState.SUPERSEDED, person, tx=tx)
        await withdraw(runtime, row, "a colleague answered first", tx)
        if row.current:
            await refresh_card(runtime, ticket, row, entry.id, tx)
