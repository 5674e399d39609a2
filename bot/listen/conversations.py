"""Messages in: whose they are, and which ticket and turn they join."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from bot.domain import ChannelId, MessageTs, Mode, Person, TicketId, UserId
from bot.domain.inbound import MessagePosted
from bot.domain.ports import IntentClassifier
from bot.domain.states import Act, DraftState, ThreadState
from bot.errors import EarnestError
from bot.listen.intake import Settled
from bot.listen.parse import parse_history
from bot.listen.rules import Side, due_at, is_served, joins_ticket, side_of
from bot.outbox.card_place import refresh_card
from bot.outbox.withdrawn import withdraw
from bot.policy.modes import strictest
from bot.runtime import Runtime
from bot.store import records
from bot.store.records import Message, Ticket
from bot.store.tx import Tx

log = logging.getLogger(__name__)
EYES_AFTER_S = 0.1  # at once for a person, and out of the way of the work on the message


class Conversations:
    """Puts each message where it belongs. Every method may run again: a known message changes nothing."""

    def __init__(self, runtime: Runtime, quick: IntentClassifier) -> None:
        self._runtime = runtime
        self._quick = quick
        self._seen: set[ChannelId] = set()

    async def posted(self, record: MessagePosted) -> str:
        """A message was posted; what became of it in a word."""
        runtime = self._runtime
        if not is_served(record.channel, runtime.directory.installation):
            return "internal channel"
        await self._remember(record)
        author = await author_of(runtime, record)
        side = side_of(author, runtime.directory.channel_policy(record.channel), runtime.directory.installation)
        if side is Side.BOT:
            return "a bot"
        if author.is_bot and record.in_thread:
            return "a bot's reply in a thread"  # it may answer us, and we it, without end
        if side is Side.OTHER:
            return "not one of the channel's customers"
        if side is Side.STAFF:
            return await self._staff_said(record)
        if not record.text.strip() and not record.files:
            return "not a request: empty"
        return await self.customer_said(record, author)

    async def _remember(self, said: MessagePosted) -> None:
        """A channel that nobody told us of is to be read again after a time without a connection, from here on."""
        if said.channel in self._seen:
            return
        known = await self._runtime.store.channels.get(said.channel)
        if known is None or known.last_seen_ts == records.NEVER:
            await self._runtime.store.channels.read_up_to(said.channel, said.ts)
        self._seen.add(said.channel)

    async def customer_said(self, said: MessagePosted, author: Person, *, forced: bool = False) -> str:
        """A customer's message joins a burst, a thread or a new ticket, and waits for the burst to end."""
        runtime = self._runtime
        with_people = said.in_thread and await self._people_are_talking(said)
        async with runtime.store.begin() as tx:
            ticket = await self._ticket_for(said, author, with_people, tx)
            if forced:
                await runtime.store.tickets.force(ticket.id, "in", tx)
            if not await runtime.store.messages.add(self._message(said, ticket.id, records.Role.CUSTOMER), tx):
                return "known"
            if not said.in_thread:
                await runtime.store.tickets.heard(ticket.id, said.ts, tx)
            shown = ticket.state is ThreadState.WITH_PEOPLE and await self._show_on_card(ticket, said.ts, tx)
            if not shown:
                await self._gather(said, author, ticket, tx)
            note = Settled("shown to the people who have the thread" if shown else "waiting for the burst to end")
            await runtime.store.inbox.done(said.key, note, tx)
        (runtime.wake.posts if shown else runtime.wake.turns).set()
        if ticket.state is ThreadState.OPEN:
            self._acknowledge(said)
        return note

    async def _ticket_for(self, said: MessagePosted, author: Person, with_people: bool, tx: Tx) -> Ticket:
        runtime = self._runtime
        if not said.in_thread:
            last = await runtime.store.tickets.latest_of(said.channel, author.user_id, tx)
            limits = runtime.policy.thresholds
            if last and last.state is not ThreadState.CLOSED and joins_ticket(last.last_author_ts, said.ts, limits):
                return last
        state = ThreadState.WITH_PEOPLE if with_people else ThreadState.OPEN
        ticket, _ = await runtime.store.tickets.open(self._new_ticket(said, author, state), tx)
        return ticket

    def _new_ticket(self, said: MessagePosted, author: Person, state: ThreadState) -> Ticket:
        runtime = self._runtime
        channel = runtime.directory.channel_policy(said.channel)
        now = runtime.clock.now()
        in_thread = said.thread_ts is not None and said.in_thread
        return Ticket(
            id=TicketId(runtime.new_id()),
            channel=said.channel,
            thread_ts=said.thread_ts if in_thread and said.thread_ts else said.ts,
            opened_by=author.user_id,
            opened_by_team=author.team_id,
            account=channel.account if channel and channel.kind != "community" else None,
            opened_at=now,
            updated_at=now,
            state=state,
            last_author_ts=records.NEVER if in_thread else said.ts,
        )

    def _message(self, said: MessagePosted, ticket_id: TicketId, role: records.Role) -> Message:
        return Message(
            channel=said.channel,
            ts=said.ts,
            ticket_id=ticket_id,
            author=said.user,
            role=role,
            text=said.text,
            said_at=spoken_at(said.ts),
            files=said.files,
            thread_ts=said.thread_ts if said.in_thread else None,
        )

    async def _gather(self, said: MessagePosted, author: Person, ticket: Ticket, tx: Tx) -> None:
        store, now, limits = self._runtime.store, self._runtime.clock.now(), self._runtime.policy.thresholds
        turn = await store.turns.gather(ticket.id, author.user_id, lambda first: due_at(first, now, limits), tx)
        await store.messages.assign(said.channel, said.ts, turn.id, tx)

    async def _show_on_card(self, ticket: Ticket, because: MessageTs, tx: Tx) -> bool:
        """Refresh the ticket's latest card; False when it has none yet."""
        runtime = self._runtime
        decided = [row for row in await runtime.store.decisions.of_ticket(ticket.id, tx) if row.current]
        for row in reversed(decided):
            if await refresh_card(runtime, ticket, row, because, tx):
                return True
        return False

    async def _staff_said(self, said: MessagePosted) -> str:
        """A colleague wrote: from here on the thread is theirs. A thread they start is theirs from the first word."""
        runtime = self._runtime
        author = await author_of(runtime, said)
        async with runtime.store.begin() as tx:
            fresh = self._new_ticket(said, author, ThreadState.WITH_PEOPLE)
            ticket, new = await runtime.store.tickets.open(fresh, tx)
            if not await runtime.store.messages.add(self._message(said, ticket.id, records.Role.STAFF), tx):
                return "known"
            if not new:
                await take_over(runtime, ticket, said.user, Act.STAFF_REPLIED, said.ts, tx)
        runtime.wake.posts.set()
        return "staff"

    async def _people_are_talking(self, said: MessagePosted) -> bool:
        """Whether a thread that we do not know has a colleague's message in it already."""
        runtime = self._runtime
        if said.thread_ts is None or await runtime.store.tickets.of_thread(said.channel, said.thread_ts):
            return False
        try:
            found = await runtime.slack.messages(said.channel, thread_ts=said.thread_ts)
        except EarnestError as error:
            log.info("a thread from before our time could not be read: %s", error)
            return False
        policy, installation = runtime.directory.channel_policy(said.channel), runtime.directory.installation
        for raw in found:
            other = parse_history(said.channel, raw, bot_user=installation.bot_user_id)
            if other is None or other.bot or other.ts >= said.ts or other.user == installation.bot_user_id:
                continue
            author = await author_of(runtime, other)
            if side_of(author, policy, installation) is Side.STAFF:
                return True
        return False

    def _acknowledge(self, said: MessagePosted) -> None:
        """Put the eyes on a message that will be held for a request, in the background."""
        runtime = self._runtime
        channel = runtime.directory.channel_policy(said.channel)
        if strictest([runtime.policy.mode, channel.mode if channel else None]) is Mode.WATCH:
            return

        async def look() -> None:
            await asyncio.sleep(EYES_AFTER_S)
            if said.text.strip() and (await self._quick.classify(said.text)).chatter:
                return
            await runtime.slack.react(said.channel, said.ts, runtime.policy.emoji.seen)

        runtime.background.do(look)


async def take_over(runtime: Runtime, ticket: Ticket, by: str, act: Act, because: str, tx: Tx) -> None:
    """A person has the thread now: nothing that was drafted stands, and the card says who has it."""
    person = UserId(by)
    took = await runtime.store.tickets.take(ticket.id, person, tx) or await runtime.store.tickets.own(
        ticket.id, person, tx
    )
    if not took:
        return
    entry = records.LogEntry(
        id=f"{act.value}:{ticket.id}:{because}", actor=by, action=act.value, at=runtime.clock.now(), ticket_id=ticket.id
    )
    await runtime.store.reviews.log(entry, tx)
    for row in await runtime.store.decisions.of_ticket(ticket.id, tx):
        await runtime.store.decisions.settle(row.id, DraftState.SUPERSEDED, person, tx=tx)
        await withdraw(runtime, row, "a colleague answered first", tx)
        if row.current:
            await refresh_card(runtime, ticket, row, entry.id, tx)


async def author_of(runtime: Runtime, said: MessagePosted) -> Person:
    """Who wrote a message, and whose they are."""
    return await runtime.directory.author(
        said.user,
        said.named_teams,
        bot=said.bot,
        bot_ids=said.bot_ids,
        name=said.user_name,
        guest=said.guest,
        channel=said.channel,
    )


def spoken_at(ts: str) -> datetime:
    """Slack's ts as a time."""
    return datetime.fromtimestamp(float(ts), tz=UTC)
