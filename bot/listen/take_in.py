"""A customer's message joins a burst, a thread or a new ticket, and waits for the burst to end where it may wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain import Classification, MessageTs, Mode, Person
from bot.domain.inbound import MessageEdited, MessagePosted
from bot.domain.message_parts import Heard
from bot.domain.ports import FollowUpReader, IntentClassifier
from bot.domain.states import Act, ThreadState, TicketStatus
from bot.domain.telemetry import Gathered
from bot.errors import EarnestError
from bot.listen.addressed import Addressed
from bot.listen.burst_end import due_at
from bot.listen.eyes import Eyes
from bot.listen.file_requests import points_only
from bot.listen.intake import Settled
from bot.listen.joining import Meeting, Step, meeting_of
from bot.listen.questions import ask_anew, withdraw
from bot.listen.tickets import message_row, new_ticket
from bot.outbox.card_place import refresh_card
from bot.outbox.ticket_status import change_status
from bot.platform.work import work_on
from bot.policy import Thresholds
from bot.policy.modes import mode_for, mode_here
from bot.runtime import Runtime
from bot.store.records import Message, Role, Ticket
from bot.store.tx import Tx
from bot.texts import heard as words

HandsOff = Callable[[Classification, Thresholds], object]
"""Whether a classification sends a message to people before anything is written; true where it does."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What local rules and the local classifier say of a message before anything is asked."""

    chatter: bool = False
    urgent: bool = False
    watched: bool = False
    named: tuple[str, ...] = ()


class TakeIn:
    """Every method may run again: a known message changes nothing."""

    def __init__(
        self, runtime: Runtime, quick: IntentClassifier, reader: FollowUpReader, hands_off: HandsOff, eyes: Eyes
    ) -> None:
        self._runtime = runtime
        self._quick = quick
        self._reader = reader
        self._hands_off = hands_off
        self._eyes = eyes
        self._addressed = Addressed(runtime)

    async def take(
        self, said: MessagePosted, author: Person, *, forced: bool = False, with_people: bool = False
    ) -> str:
        """Put a message where it belongs. `forced`: staff made it a request. `with_people`: a colleague has spoken in
        its thread, which we do not know yet."""
        return await self._take(said, author, forced=forced, with_people=with_people)

    async def take_again(self, said: MessagePosted, author: Person) -> str:
        """Put a message where it belongs that was taken for a colleague's."""
        return await self._take(said, author, again=True)

    async def dislike(self, said: MessagePosted, author: Person, emoji: str) -> str:
        """A customer's emoji on an answer, as a message without words at the emoji's own time."""
        runtime, now = self._runtime, self._runtime.clock.now()
        assert said.thread_ts is not None
        async with runtime.store.begin() as tx:
            ticket = await runtime.store.tickets.of_thread(said.channel, said.thread_ts, tx)
            if ticket is None or ticket.state is not ThreadState.OPEN:
                return "people have the thread"
            row = replace(message_row(said, ticket.id, Role.CUSTOMER), heard=Heard(reaction=emoji))
            if not await runtime.store.messages.add(row, tx):
                return words.KNOWN
            turn = await runtime.store.turns.gather(ticket.id, author.user_id, lambda _: now, tx)
            await runtime.store.messages.assign(said.channel, said.ts, turn.id, tx)
        runtime.wake.turns.set()
        return words.WAITING

    async def read_edit(self, record: MessageEdited, known: Message) -> tuple[Heard, bool]:
        """What is known of an edited message beside its words, and whether it goes to people at once now."""
        author = await self._runtime.directory.author(known.author)
        said = record.as_posted()
        reading = await self._read(said, author)
        heard = replace(known.heard, parts=said.parts, names_us=said.mentions_bot, named=reading.named)
        return heard, reading.urgent and not reading.named

    async def _take(
        self,
        said: MessagePosted,
        author: Person,
        *,
        forced: bool = False,
        with_people: bool = False,
        again: bool = False,
    ) -> str:
        runtime = self._runtime
        reading = await self._read(said, author)
        meeting = await meeting_of(runtime, self._reader, said, author.user_id)
        async with runtime.store.begin() as tx:
            state = ThreadState.WITH_PEOPLE if with_people else ThreadState.OPEN
            ticket = meeting.ticket
            if ticket is None:
                ticket, _ = await runtime.store.tickets.open(new_ticket(runtime, said, author, state), tx)
            work_on(ticket=ticket.id)
            row = message_row(
                said, ticket.id, Role.CUSTOMER, forced=forced, named=reading.named, chatter=reading.chatter
            )
            if again:
                await runtime.store.messages.judge(said.channel, said.ts, Role.CUSTOMER, tx)
            elif not await runtime.store.messages.add(row, tx):
                return words.KNOWN
            if not said.in_thread:
                await runtime.store.tickets.heard(ticket.id, said.ts, tx)
            if not reading.chatter:
                await self._open_again(ticket, author, said.ts, tx)
            word = await self._place(said, author, ticket, meeting, reading, tx)
            note = Settled(word)
            await runtime.store.inbox.done(said.key, note, tx)
        runtime.wake.turns.set()  # first: what is asked waits for it
        runtime.wake.posts.set()
        if word == words.WAITING and not (reading.named or reading.watched) and (forced or not reading.chatter):
            self._eyes.put_on(said)
        return note

    async def _open_again(self, ticket: Ticket, author: Person, because: MessageTs, tx: Tx) -> None:
        """A customer who asks something in a thread that was finished, or on hold, opens it again; thanks do not."""
        if await self._runtime.store.states.current(ticket.id, tx) is not TicketStatus.OPEN:
            await change_status(self._runtime, ticket, TicketStatus.OPEN, author.user_id, because, tx)

    async def _read(self, said: MessagePosted, author: Person) -> Reading:
        named = await self._addressed.named(said, author)
        if not said.text.strip() or (said.files and points_only(said.text)):
            return Reading(named=named)
        try:
            found = await self._quick.classify(said.text)
        except EarnestError:
            return Reading(named=named)
        channel, policy = self._runtime.directory.channel_policy(said.channel), self._runtime.policy
        mode = mode_for(policy, mode_here(policy, channel, channel.account if channel else None), found)
        return Reading(found.chatter, bool(self._hands_off(found, policy.thresholds)), mode is Mode.WATCH, named)

    async def _place(
        self, said: MessagePosted, author: Person, ticket: Ticket, meeting: Meeting, reading: Reading, tx: Tx
    ) -> str:
        """What becomes of a message that its ticket did not have."""
        runtime, step, turn = self._runtime, meeting.step, meeting.turn
        if step is Step.WITHDRAW and turn is not None:
            for gone in await withdraw(runtime, turn, author.user_id, said.ts, tx):
                self._eyes.take_off(gone.channel, gone.ts)
            return words.TAKEN_BACK
        if ticket.state is ThreadState.WITH_PEOPLE and await self._show_on_card(ticket, said.ts, tx):
            return words.SHOWN
        now, limits = runtime.clock.now(), runtime.policy.thresholds
        if step is Step.JOIN and turn is not None:
            joined = await runtime.store.turns.revise(turn.id, due_at(turn.first_at, now, limits), tx)
        elif step is Step.REPLACE and turn is not None:
            joined = await ask_anew(runtime, turn, Act.QUESTION_REPHRASED, author.user_id, said.ts, tx)
        else:
            joined = None
        if joined is None:
            joined = await runtime.store.turns.gather(
                ticket.id, author.user_id, lambda first: due_at(first, now, limits), tx
            )
        await runtime.store.messages.assign(said.channel, said.ts, joined.id, tx)
        runtime.tell(Gathered(ticket.id, joined.id, said.key))
        work_on(ticket=ticket.id, turn=joined.id)
        if reading.urgent and not reading.named:
            await runtime.store.turns.hurry(joined.id, now, tx)
        return words.WAITING

    async def _show_on_card(self, ticket: Ticket, because: MessageTs, tx: Tx) -> bool:
        """Refresh the ticket's latest card; False when it has none yet."""
        runtime = self._runtime
        decided = [row for row in await runtime.store.decisions.of_ticket(ticket.id, tx) if row.current]
        for row in reversed(decided):
            if await refresh_card(runtime, ticket, row, because, tx):
                return True
        return False
