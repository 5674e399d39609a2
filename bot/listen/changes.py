"""Edits and deletions: a question is answered as it now stands, or not at all, and its card tells what changed."""

from __future__ import annotations

from bot.domain import MessageTs, Tier
from bot.domain.inbound import MessageDeleted, MessageEdited
from bot.domain.states import Act, DraftState
from bot.listen.burst_end import due_at
from bot.listen.conversations import Conversations
from bot.listen.questions import ask_anew, note_on_card, supersede
from bot.listen.take_in import TakeIn
from bot.listen.thread_moves import follow
from bot.outbox.withdrawn import DECIDED, reached
from bot.platform.work import work_on
from bot.runtime import Runtime
from bot.store.records import UNDECIDED, Message, Turn, TurnState
from bot.store.tx import Tx


class Changes:
    """What becomes of a question whose message changes or goes."""

    def __init__(self, runtime: Runtime, conversations: Conversations, take_in: TakeIn) -> None:
        self._runtime = runtime
        self._conversations = conversations
        self._take_in = take_in

    async def edited(self, record: MessageEdited) -> str:
        """The author changed a message. An edit that comes before its message stands for the message."""
        store = self._runtime.store
        known = await store.messages.get(record.channel, record.ts)
        if known is None:
            return await self._conversations.posted(record.as_posted()) if record.user else "unknown message"
        work_on(ticket=known.ticket_id, turn=known.turn_id)
        if not record.text_changed or (known.text == record.text and known.files == record.files):
            return "the words are the same"
        edited_ts = record.edited_ts or just_after(known.edited_ts or known.ts)
        heard, urgent = await self._take_in.read_edit(record, known)
        async with store.begin() as tx:
            if not await store.messages.edit(
                record.channel, record.ts, record.text, edited_ts, files=record.files, heard=heard, tx=tx
            ):
                return "older than what we know"
            note = await self.question_changed(known, edited_ts, tx, urgent=urgent)
        self._ring()
        return note

    async def deleted(self, record: MessageDeleted) -> str:
        """A message is gone: its question is answered without it, or dropped with it."""
        store = self._runtime.store
        known = await store.messages.get(record.channel, record.ts)
        if known is None:
            return "unknown message"
        work_on(ticket=known.ticket_id, turn=known.turn_id)
        async with store.begin() as tx:
            if not await store.messages.delete(record.channel, record.ts, tx):
                return "known"
            await follow(self._runtime, record.channel, record.ts, tx)
            if known.turn_id is None:
                return "forgotten"
            if await store.messages.of_turn(known.turn_id, tx):
                note = await self.question_changed(known, record.ts, tx, act=Act.QUESTION_DELETED)
            else:
                note = await self.question_gone(known, tx)
        self._ring()
        return note

    async def question_changed(
        self, known: Message, because: MessageTs, tx: Tx, *, urgent: bool = False, act: Act = Act.QUESTION_EDITED
    ) -> str:
        """Undecided turns start over; a draft that nobody has decided on, or a non-request, becomes a new turn. What
        was decided otherwise is told on its card, and asked anew where `urgent` says that it goes to people now."""
        store, limits, now = self._runtime.store, self._runtime.policy.thresholds, self._runtime.clock.now()
        if known.turn_id is None:
            return "text updated"
        turn = await store.turns.revise(known.turn_id, due_at(now, now, limits), tx)
        note = "answered as it now stands"
        if turn is None:
            decided = await store.turns.get(known.turn_id, tx)
            assert decided is not None
            if not await self._reopens(known, tx) and not (urgent and await self._is_stricter(decided, tx)):
                await note_on_card(self._runtime, decided, act, known.author, because, tx)
                return "decided already; told on its card"
            turn = await ask_anew(self._runtime, decided, act, known.author, because, tx)
            note = "asked anew"
        if urgent:
            await store.turns.hurry(turn.id, now, tx)
        return note

    async def question_gone(self, known: Message, tx: Tx) -> str:
        """The last of a turn's messages is gone, or counts no longer."""
        assert known.turn_id is not None
        store = self._runtime.store
        turn = await store.turns.get(known.turn_id, tx)
        if turn is None:
            return "forgotten"
        if turn.state not in UNDECIDED and not await self._reopens(known, tx):
            await note_on_card(self._runtime, turn, Act.QUESTION_DELETED, known.author, known.ts, tx)
            return "decided already; told on its card"
        await store.turns.move(turn.id, tuple(TurnState), TurnState.DROPPED, tx=tx)
        await supersede(self._runtime, turn, Act.QUESTION_DELETED, known.author, known.ts, tx)
        return "dropped"

    async def _reopens(self, known: Message, tx: Tx) -> bool:
        """Whether the last word on a decided turn may still change: nothing has reached the customer. Raises
        TransientError while an answer is on its way."""
        for row in await self._runtime.store.decisions.of_ticket(known.ticket_id, tx):
            if row.turn_id == known.turn_id and row.current:
                draft = await self._runtime.store.decisions.draft(row.id, tx)
                if row.decision.not_a_request or (draft is not None and draft.state is DraftState.PENDING):
                    return True
                decided = draft is not None and draft.state in DECIDED
                return decided and not await reached(self._runtime, row.id, tx, hold=True)
        return False

    async def _is_stricter(self, turn: Turn, tx: Tx) -> bool:
        """Whether what goes to people at once was decided otherwise."""
        rows = await self._runtime.store.decisions.of_ticket(turn.ticket_id, tx)
        return all(row.decision.tier < Tier.HANDOFF for row in rows if row.turn_id == turn.id and row.current)

    def _ring(self) -> None:
        self._runtime.wake.turns.set()
        self._runtime.wake.posts.set()


def just_after(ts: MessageTs) -> MessageTs:
    """The next moment that a ts can name: an edit of unknown time is taken for the latest."""
    seconds, _, part = ts.partition(".")
    more, micros = divmod(int(part or 0) + 1, 1_000_000)
    return MessageTs(f"{int(seconds) + more}.{micros:06d}")
