"""Edits, deletions and staff's emoji: a question is answered as it now stands, or not at all."""

from __future__ import annotations

from bot.domain import MessageTs, Person, UserId
from bot.domain.inbound import MessageDeleted, MessageEdited, ReactionChanged
from bot.domain.states import Act, DraftState
from bot.errors import EarnestError
from bot.listen.conversations import Conversations, author_of
from bot.listen.parse import parse_history
from bot.listen.rules import Side, due_at, side_of
from bot.listen.thread_moves import follow
from bot.outbox.card_place import refresh_card
from bot.outbox.withdrawn import DECIDED, reached, withdraw
from bot.runtime import Runtime, Verdicts
from bot.store import records
from bot.store.records import UNDECIDED, Message, Turn, TurnState
from bot.store.tx import Tx

_WITHDRAWN = {Act.QUESTION_DELETED: "the customer deleted the question", Act.QUESTION_EDITED: "the question was edited"}


class Changes:
    """What happens to a message after it was posted."""

    def __init__(self, runtime: Runtime, conversations: Conversations, verdicts: Verdicts) -> None:
        self._runtime = runtime
        self._verdicts = verdicts
        self._conversations = conversations

    async def edited(self, record: MessageEdited) -> str:
        """The author changed a message. An edit that comes before its message stands for the message."""
        store = self._runtime.store
        known = await store.messages.get(record.channel, record.ts)
        if known is None:
            return await self._conversations.posted(record.as_posted()) if record.user else "unknown message"
        if not record.text_changed or known.text == record.text:
            return "the words are the same"
        edited_ts = record.edited_ts or just_after(known.edited_ts or known.ts)
        async with store.begin() as tx:
            if not await store.messages.edit(
                record.channel, record.ts, record.text, edited_ts, files=record.files, tx=tx
            ):
                return "older than what we know"
            note = await self._question_changed(known, edited_ts, tx)
        self._ring()
        return note

    async def deleted(self, record: MessageDeleted) -> str:
        """A message is gone: its question is answered without it, or dropped with it."""
        store = self._runtime.store
        known = await store.messages.get(record.channel, record.ts)
        if known is None:
            return "unknown message"
        async with store.begin() as tx:
            if not await store.messages.delete(record.channel, record.ts, tx):
                return "known"
            await follow(self._runtime, record.channel, record.ts, tx)
            if known.turn_id is None:
                return "forgotten"
            if await store.messages.of_turn(known.turn_id, tx):
                note = await self._question_changed(known, record.ts, tx)
            else:
                note = await self._question_gone(known, tx)
        self._ring()
        return note

    async def _question_changed(self, known: Message, because: MessageTs, tx: Tx) -> str:
        """Undecided turns start over; a draft that nobody has decided on, or a non-request, becomes a new turn."""
        store, limits, now = self._runtime.store, self._runtime.policy.thresholds, self._runtime.clock.now()
        if known.turn_id is None:
            return "text updated"
        revised = await store.turns.revise(known.turn_id, due_at(now, now, limits), tx)
        if revised is not None:
            return "answered as it now stands"
        if not await self._reopens(known, tx):
            return "decided already; text updated"
        turn = await store.turns.get(known.turn_id, tx)
        assert turn is not None
        await self._supersede(turn, f"question_edited:{because}", Act.QUESTION_EDITED, known.author, tx)
        fresh = await store.turns.gather(known.ticket_id, known.author, lambda first: due_at(first, now, limits), tx)
        for message in await store.messages.of_turn(turn.id, tx):
            await store.messages.assign(message.channel, message.ts, fresh.id, tx)
        return "asked anew"

    async def _reopens(self, known: Message, tx: Tx) -> bool:
        """Whether the last word on a decided turn may still change: nothing has reached the customer. Raises
        TransientError while an answer is on its way."""
        for row in await self._runtime.store.decisions.of_ticket(known.ticket_id, tx):
            if row.turn_id == known.turn_id and row.current:
                draft = await self._runtime.store.decisions.draft(row.id, tx)
                if row.decision.not_a_request or (draft is not None and draft.state is DraftState.PENDING):
                    return True
                decided = draft is not None and draft.state in DECIDED
                return decided and not await reached(self._runtime, row.id, tx)
        return False

    async def _question_gone(self, known: Message, tx: Tx) -> str:
        assert known.turn_id is not None
        store = self._runtime.store
        turn = await store.turns.get(known.turn_id, tx)
        if turn is None:
            return "forgotten"
        if turn.state not in UNDECIDED and not await self._reopens(known, tx):
            return "decided already"
        await store.turns.move(turn.id, tuple(TurnState), TurnState.DROPPED, tx=tx)
        await self._supersede(turn, f"question_deleted:{known.ts}", Act.QUESTION_DELETED, known.author, tx)
        return "dropped"

    async def _supersede(self, turn: Turn, because: str, act: Act, actor: UserId, tx: Tx) -> None:
        """Nothing drafted for the turn stands; its card says so."""
        runtime = self._runtime
        ticket = await runtime.store.tickets.get(turn.ticket_id, tx)
        for row in await runtime.store.decisions.of_ticket(turn.ticket_id, tx):
            if row.turn_id != turn.id or not row.current or ticket is None:
                continue
            await runtime.store.decisions.settle(row.id, DraftState.SUPERSEDED, None, tx=tx)
            await withdraw(runtime, row, _WITHDRAWN.get(act, "the question changed"), tx)
            entry = records.LogEntry(
                id=f"{turn.id}:{because}",
                actor=actor,
                action=act.value,
                at=runtime.clock.now(),
                ticket_id=ticket.id,
                decision_id=row.id,
            )
            await runtime.store.reviews.log(entry, tx)
            await refresh_card(runtime, ticket, row, because, tx)

    async def reacted(self, record: ReactionChanged) -> str:
        """Staff force a message in or out, or flag an answer, with an emoji."""
        runtime, emoji = self._runtime, self._runtime.policy.emoji
        if not record.added or record.name not in (emoji.force_in, emoji.force_out, emoji.flag):
            return "no meaning"
        author = await runtime.directory.author(record.user, (record.team,) if record.team else ())
        if author.is_bot or not await self._is_staff(author, record):
            return "not by staff"
        if record.name == emoji.flag:
            return await self._verdicts.flag_message(record.channel, record.ts, record.user, note=f":{emoji.flag}:")
        if record.name == emoji.force_out:
            return await self._force_out(record)
        return await self._force_in(record)

    async def _is_staff(self, author: Person, record: ReactionChanged) -> bool:
        directory = self._runtime.directory
        side = side_of(author, directory.channel_policy(record.channel), directory.installation)
        return side is Side.STAFF or await directory.may_act(record.user, record.team, None)

    async def _force_out(self, record: ReactionChanged) -> str:
        store = self._runtime.store
        known = await store.messages.get(record.channel, record.ts)
        if known is None or known.turn_id is None:
            return "nothing to take out"
        async with store.begin() as tx:
            await store.tickets.force(known.ticket_id, "out", tx)
            note = await self._question_gone(known, tx)
        self._ring()
        return f"forced out: {note}"

    async def _force_in(self, record: ReactionChanged) -> str:
        """Treat a message as a request, whatever we made of it before."""
        runtime, store = self._runtime, self._runtime.store
        known = await store.messages.get(record.channel, record.ts)
        if known is None:
            return await self._fetch_and_take_in(record)
        async with store.begin() as tx:
            await store.tickets.force(known.ticket_id, "in", tx)
            if known.turn_id is None:
                limits, now = runtime.policy.thresholds, runtime.clock.now()
                turn = await store.turns.gather(
                    known.ticket_id, known.author, lambda first: due_at(first, now, limits), tx
                )
                await store.messages.assign(known.channel, known.ts, turn.id, tx)
                note = "queued"
            else:
                note = await self._question_changed(known, record.event_ts, tx)
        self._ring()
        return f"forced in: {note}"

    async def _fetch_and_take_in(self, record: ReactionChanged) -> str:
        """The message is from before our time: read it from the channel."""
        runtime = self._runtime
        try:
            found = await runtime.slack.messages(record.channel, thread_ts=record.ts, limit=1)
        except EarnestError:
            return "the message could not be read"
        said = next((parse_history(record.channel, raw) for raw in found if raw.get("ts") == record.ts), None)
        if said is None or said.bot:
            return "no message to take in"
        author = await author_of(runtime, said)
        channel = runtime.directory.channel_policy(record.channel)
        if side_of(author, channel, runtime.directory.installation) is not Side.CUSTOMER:
            return "not a customer's message"
        return f"forced in: {await self._conversations.customer_said(said, author, forced=True)}"

    def _ring(self) -> None:
        self._runtime.wake.turns.set()
        self._runtime.wake.posts.set()


def just_after(ts: MessageTs) -> MessageTs:
    """The next moment that a ts can name: an edit of unknown time is taken for the latest."""
    seconds, _, part = ts.partition(".")
    return MessageTs(f"{seconds}.{int(part or 0) + 1:06d}")
