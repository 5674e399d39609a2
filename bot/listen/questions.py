"""What happens to a question that is open: it is asked anew, taken back, or gone; its card says so."""

from __future__ import annotations

from bot.domain import UserId
from bot.domain.states import Act, DraftState
from bot.listen.burst_end import due_at
from bot.outbox.card_place import refresh_card
from bot.outbox.withdrawn import withdraw as stop_answer
from bot.runtime import Runtime
from bot.store.records import UNDECIDED, LogEntry, Message, Turn, TurnState
from bot.store.tx import Tx

_WHY = {
    Act.QUESTION_DELETED: "the customer deleted the question",
    Act.QUESTION_EDITED: "the question was edited",
    Act.QUESTION_REPHRASED: "the customer asked it in other words",
    Act.WITHDRAWN: "the customer needs no answer any more",
}


async def ask_anew(runtime: Runtime, turn: Turn, act: Act, by: UserId, because: str, tx: Tx) -> Turn:
    """A decided turn's messages become a new turn, and what was drafted for the old one no longer stands."""
    store, limits, now = runtime.store, runtime.policy.thresholds, runtime.clock.now()
    await supersede(runtime, turn, act, by, because, tx)
    fresh = await store.turns.gather(turn.ticket_id, by, lambda first: due_at(first, now, limits), tx)
    for message in await store.messages.of_turn(turn.id, tx):
        await store.messages.assign(message.channel, message.ts, fresh.id, tx)
    return fresh


async def withdraw(runtime: Runtime, turn: Turn, by: UserId, because: str, tx: Tx) -> list[Message]:
    """The customer needs no answer any more: nothing is written, and a draft that waits is closed. Their messages."""
    said = await runtime.store.messages.of_turn(turn.id, tx)
    await runtime.store.turns.move(turn.id, UNDECIDED, TurnState.DROPPED, tx=tx)
    await supersede(runtime, turn, Act.WITHDRAWN, by, because, tx)
    return said


async def supersede(runtime: Runtime, turn: Turn, act: Act, by: UserId, because: str, tx: Tx) -> None:
    """Nothing drafted for the turn stands; its card says so."""
    for row in await runtime.store.decisions.of_ticket(turn.ticket_id, tx):
        if row.turn_id == turn.id and row.current:
            await runtime.store.decisions.settle(row.id, DraftState.SUPERSEDED, None, tx=tx)
            await stop_answer(runtime, row, _WHY.get(act, "the question changed"), tx)
    await note_on_card(runtime, turn, act, by, because, tx)


async def note_on_card(runtime: Runtime, turn: Turn, act: Act, by: UserId, because: str, tx: Tx) -> None:
    """A line in the history of the turn's card, which is drawn anew."""
    ticket = await runtime.store.tickets.get(turn.ticket_id, tx)
    for row in await runtime.store.decisions.of_ticket(turn.ticket_id, tx):
        if row.turn_id != turn.id or not row.current or ticket is None:
            continue
        entry = LogEntry(
            id=f"{turn.id}:{act.value}:{because}",
            actor=by,
            action=act.value,
            at=runtime.clock.now(),
            ticket_id=ticket.id,
            decision_id=row.id,
        )
        await runtime.store.reviews.log(entry, tx)
        await refresh_card(runtime, ticket, row, f"{act.value}:{because}", tx)
