"""One turn of a ticket as it stands now, from our own tables: what the steps work on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import Account, Conversation, TurnId, Utterance
from bot.domain.message_parts import Parts
from bot.domain.ports import FollowUpReader
from bot.domain.states import ThreadState
from bot.listen.answered import Answered, answered_before
from bot.listen.file_requests import points_only
from bot.policy.modes import mode_here, most_without_review
from bot.runtime import Runtime
from bot.store.records import Message, Role, Ticket, Turn

LIMIT_WINDOW = timedelta(hours=24)
HISTORY_MAX = 200  # older turns of a thread are read from its summary


async def conversation_of(
    runtime: Runtime, turn_id: TurnId, reader: FollowUpReader | None = None
) -> Conversation | None:
    """The turn as a Conversation; None when nothing of it is left to answer. `reader` tells what the turn says of the
    answers before it; without one it is read by itself. Raises PermanentError (embedding)."""
    async with runtime.store.view() as tx:
        turn = await runtime.store.turns.get(turn_id, tx)
        ticket = await runtime.store.tickets.get(turn.ticket_id, tx) if turn else None
        if turn is None or ticket is None:
            return None
        said = await runtime.store.messages.of_turn(turn_id, tx)
        everything = await runtime.store.messages.of_ticket(ticket.id, tx)
    mine = [m for m in said if not m.heard.out]
    if not mine:
        return None
    earlier = [m for m in everything if m.ts < mine[0].ts and m not in mine and not m.heard.out]
    conversation = _conversation(runtime, turn, ticket, mine, earlier)
    conversation = replace(conversation, over_limit=await _over_limit(runtime, conversation.account))
    before = await answered_before(runtime, ticket, mine[0]) if reader is not None else None
    if reader is None or before is None:
        return conversation
    return await _with_dissent(conversation, before, reader, disliked=any(m.heard.reaction for m in mine))


def _conversation(
    runtime: Runtime, turn: Turn, ticket: Ticket, mine: list[Message], earlier: list[Message]
) -> Conversation:
    channel = runtime.directory.channel_policy(ticket.channel)
    community = channel is not None and channel.kind == "community"
    question = "\n".join(m.text for m in mine if m.text.strip())
    parts = _parts(mine)
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
        mode=mode_here(runtime.policy, channel, ticket.account),
        person_has_thread=ticket.state is ThreadState.WITH_PEOPLE,
        forced_in=any(m.heard.forced for m in mine) or answers_us(earlier),
        attachments_only=any(m.files or m.heard.parts.unread for m in mine) and points_only(question),
        named=()
        if any(m.heard.names_us for m in mine)
        else tuple(dict.fromkeys(n for m in mine for n in m.heard.named)),
        parts=parts,
    )


async def _over_limit(runtime: Runtime, account: Account | None) -> bool:
    most = most_without_review(runtime.policy, account)
    if account is None or most is None:
        return False
    since = runtime.clock.now() - LIMIT_WINDOW
    return await runtime.store.decisions.without_review_since(account.name, since) >= most


def _parts(mine: list[Message]) -> Parts:
    heard = [m.heard.parts for m in mine]
    return Parts(
        files=tuple(file for parts in heard for file in parts.files),
        forwards=tuple(forward for parts in heard for forward in parts.forwards),
        unread=tuple(dict.fromkeys(each for parts in heard for each in parts.unread)),
    )


async def _with_dissent(
    conversation: Conversation, before: Answered, reader: FollowUpReader, *, disliked: bool
) -> Conversation:
    """What the customer says of our answers. A word on an answer is read with the question that the answer was to; in
    another thread only what is about the same thing, or about nothing by itself, is one."""
    text = conversation.question
    if before.elsewhere and text and not await reader.same_topic(before.question, text):
        return conversation
    again = bool(text) and await reader.same_question(before.question, text)
    dissents = bool(text) and await reader.dissents(text)
    if not (disliked or again or dissents):
        return replace(conversation, tried=before.passages, settled=bool(text) and reader.settles(text))
    return replace(
        conversation,
        question=text if again and not dissents else "\n".join(filter(None, (before.question, text))),
        dissent=before.dissented + 1,
        tried=before.passages,
        tried_titles=before.titles,
        asked_before=True,
    )


def answers_us(earlier: list[Message]) -> bool:
    """Whether the last word before was a question of ours: then even a bare "yes" is no chatter."""
    return bool(earlier) and earlier[-1].role is Role.EARNEST and earlier[-1].text.rstrip().endswith("?")
