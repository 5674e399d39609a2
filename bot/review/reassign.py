"""Gives a request to a team: the card goes to its channel with its whole story, and whoever is on call is called."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import ChannelId, TicketId, UserId
from bot.domain.states import Act
from bot.outbox.post_intents import card_update
from bot.outbox.team_intents import clock_note, team_card
from bot.policy.teams import is_user_id
from bot.runtime import Runtime
from bot.store.records import DecisionRow, LogEntry, Ticket
from bot.store.tx import Tx
from bot.texts import clocks as words


@dataclass(frozen=True, slots=True)
class Move:
    """To whom a request is given. `owner` empty: whoever is on call. `by` is the user who gave it, empty where time
    did, with the `reason`; `because` is the id of what happened."""

    team: str
    because: str
    owner: str = ""
    by: str = ""
    reason: str = ""


async def on_call(runtime: Runtime, team: str) -> str:
    """Whom to call of a team now, an id or a name; empty where the policy names nobody."""
    found = runtime.policy.teams.get(team)
    return found.on_call(runtime.clock.now(), runtime.policy.hours.zone) if found else ""


async def reassign(runtime: Runtime, ticket: Ticket, row: DecisionRow, move: Move, tx: Tx) -> bool:
    """Write it all down. False when the ticket is closed or the team would leave it without an owner."""
    calls = await on_call(runtime, move.team)
    if not (move.owner or calls):
        return False
    owner = move.owner or (calls if is_user_id(calls) else "")
    if not await runtime.store.tickets.reassign(ticket.id, move.team, UserId(owner) if owner else None, tx):
        return False
    detail = {"team": move.team, "owner": owner} | ({"reason": move.reason} if move.reason else {})
    key = f"{Act.REASSIGN.value}:{row.id}:{move.because}"
    entry = LogEntry(key, move.by, Act.REASSIGN.value, runtime.clock.now(), ticket.id, row.id, detail)
    await runtime.store.reviews.log(entry, tx)
    desk = runtime.directory.desk
    channel = runtime.directory.channel_id(runtime.policy.teams[move.team].channel) or ChannelId(desk)
    note = clock_note(
        channel,
        key,
        words.given(ticket.account or "", move.team, move.reason),
        person=owner,
        oncall=calls if not move.owner else "",
        about=ticket,
    )
    new = [card_update(desk, ticket, row.id, key), note]
    if channel != desk:
        new.insert(0, team_card(channel, ticket, row, move.team, move.because))
    await runtime.store.posts.add(new, tx)
    return True


async def card_row(runtime: Runtime, ticket: TicketId, tx: Tx | None = None) -> DecisionRow | None:
    """The decision that a ticket's newest card stands for; None while it has none."""
    rows = [row for row in await runtime.store.decisions.of_ticket(ticket, tx) if row.current]
    cards = [row for row in rows if not row.decision.not_a_request]
    return cards[-1] if cards else None
