"""Which ticket a customer's message belongs to, and what it does there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain import MessageTs, UserId
from bot.domain.inbound import MessagePosted
from bot.domain.ports import FollowUpReader
from bot.domain.states import DraftState, ThreadState
from bot.listen.burst_end import joins_ticket
from bot.outbox.withdrawn import reached
from bot.runtime import Runtime
from bot.store.records import UNDECIDED, DecisionRow, Message, Ticket, Turn


class Step(StrEnum):
    """What a message does to the turn it meets."""

    NEW_TURN = "new_turn"
    JOIN = "join"
    REPLACE = "replace"
    WITHDRAW = "withdraw"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Meeting:
    """The ticket a message belongs to and the turn it is about. `ticket` None: it opens one of its own."""

    step: Step = Step.NEW_TURN
    ticket: Ticket | None = None
    turn: Turn | None = None


async def meeting_of(runtime: Runtime, reader: FollowUpReader, said: MessagePosted, author: UserId) -> Meeting:
    """Where a message goes, from the tables as they are now; whoever writes must look again."""
    store, limits = runtime.store, runtime.policy.thresholds
    if said.in_thread and said.thread_ts is not None:
        ticket = await store.tickets.of_thread(said.channel, said.thread_ts)
    else:
        ticket = await store.tickets.latest_of(said.channel, author)
        if ticket and (ticket.state is ThreadState.CLOSED or not joins_ticket(ticket.last_author_ts, said.ts, limits)):
            ticket = None
    if ticket is None:
        return Meeting()
    turns = [turn for turn in await store.turns.of_ticket(ticket.id) if turn.author == author]
    if not turns:
        return Meeting(ticket=ticket if said.in_thread else None)
    turn = turns[-1]
    words = await _words_of(runtime, turn)
    open_draft = await pending_draft(runtime, turn)
    undecided = turn.state in UNDECIDED or open_draft is not None
    if words and reader.withdraws(said.text) and (undecided or await _waits(runtime, turn)):
        return Meeting(Step.WITHDRAW, ticket, turn)
    if undecided:
        if await _together(reader, words, said):
            return Meeting(Step.REPLACE if open_draft is not None else Step.JOIN, ticket, turn)
    elif ticket.state is ThreadState.WITH_PEOPLE and not said.in_thread:
        gathered = float(said.ts) - float(await _first_ts(runtime, turn) or said.ts) <= limits.burst_max_s
        if (turn.urgent and gathered) or await _together(reader, words, said):
            return Meeting(Step.CARD, ticket, turn)
    return Meeting(ticket=ticket if said.in_thread else None)


async def pending_draft(runtime: Runtime, turn: Turn) -> DecisionRow | None:
    """The decision on a turn whose draft nobody has decided on; None where there is none."""
    for row in await runtime.store.decisions.of_ticket(turn.ticket_id):
        if row.turn_id == turn.id and row.current:
            draft = await runtime.store.decisions.draft(row.id)
            if draft is not None and draft.state is DraftState.PENDING:
                return row
    return None


async def _waits(runtime: Runtime, turn: Turn) -> bool:
    """Whether an answer to a turn is decided and has not gone out. Raises TransientError while it is on its way."""
    async with runtime.store.view() as tx:
        rows = await runtime.store.decisions.of_ticket(turn.ticket_id, tx)
        mine = [row for row in rows if row.turn_id == turn.id and row.current]
        return any([not await reached(runtime, row.id, tx) for row in mine])


async def _together(reader: FollowUpReader, words: str, said: MessagePosted) -> bool:
    if not words or not said.text.strip():
        return True  # a picture belongs to what was said beside it
    return await reader.same_topic(words, said.text)


async def _words_of(runtime: Runtime, turn: Turn) -> str:
    said: list[Message] = await runtime.store.messages.of_turn(turn.id)
    return "\n".join(m.text for m in said if m.text.strip())


async def _first_ts(runtime: Runtime, turn: Turn) -> MessageTs | None:
    said = await runtime.store.messages.of_turn(turn.id)
    return said[0].ts if said else None
