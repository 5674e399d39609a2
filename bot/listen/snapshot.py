"""One turn of a ticket as it stands now, from our own tables: what the steps work on."""

from __future__ import annotations

from bot.domain import Conversation, Mode, TurnId, Utterance
from bot.domain.states import ThreadState
from bot.runtime import Runtime
from bot.store.records import Message, Role, Ticket, Turn

HISTORY_MAX = 200  # older turns of a thread are read from its summary


async def conversation_of(runtime: Runtime, turn_id: TurnId) -> Conversation | None:
    """The turn as a Conversation; None when nothing of it is left to answer."""
    async with runtime.store.view() as tx:
        turn = await runtime.store.turns.get(turn_id, tx)
        ticket = await runtime.store.tickets.get(turn.ticket_id, tx) if turn else None
        if turn is None or ticket is None:
            return None
        mine = await runtime.store.messages.of_turn(turn_id, tx)
        everything = await runtime.store.messages.of_ticket(ticket.id, tx)
    if not mine:
        return None
    return _conversation(runtime, turn, ticket, mine, [m for m in everything if m.ts < mine[0].ts and m not in mine])


def _conversation(
    runtime: Runtime, turn: Turn, ticket: Ticket, mine: list[Message], earlier: list[Message]
) -> Conversation:
    channel = runtime.directory.channel_policy(ticket.channel)
    community = channel is not None and channel.kind == "community"
    question = "\n".join(m.text for m in mine if m.text.strip())
    customer_turns = {m.turn_id for m in earlier if m.role is Role.CUSTOMER}
    return Conversation(
        ticket_id=ticket.id,
        turn_id=turn.id,
        revision=turn.revision,
        channel=ticket.channel,
        thread_ts=ticket.thread_ts,
        question=question,
        asked_by=turn.author,
        asked_at=mine[0].said_at,
        history=tuple(Utterance(m.role.value, m.text) for m in earlier[-HISTORY_MAX:] if m.text.strip()),
        account=None if community else runtime.policy.account(ticket.account),
        mode=(channel.mode if channel else None) or Mode.AUTO,
        person_has_thread=ticket.state is ThreadState.WITH_PEOPLE,
        forced_in=ticket.forced == "in" or answers_us(earlier),
        attachments_only=not question and any(m.files for m in mine),
        asked_before=len(customer_turns) > 1,
    )


def answers_us(earlier: list[Message]) -> bool:
    """Whether the last word before was a question of ours: then even a bare "yes" is no chatter."""
    return bool(earlier) and earlier[-1].role is Role.EARNEST and earlier[-1].text.rstrip().endswith("?")
