"""How a ticket stands now, as a condition on its row: by its own few changes, however many tickets there are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from bot.domain.states import TicketStatus
from bot.store.tables import ticket_states, tickets


def stands(statuses: Sequence[TicketStatus]) -> ColumnElement[bool]:
    """Whether a ticket's last change made it one of these; a ticket that nothing was ever changed of is open."""
    later = ticket_states.alias()
    followed = select(later.c.seq).where(
        later.c.ticket_id == ticket_states.c.ticket_id, later.c.seq > ticket_states.c.seq
    )
    return (
        select(ticket_states.c.seq)
        .where(ticket_states.c.ticket_id == tickets.c.id, ticket_states.c.status.in_(statuses), ~followed.exists())
        .exists()
    )
