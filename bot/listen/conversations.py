"""Messages in: whose they are, and what is done with them."""

from __future__ import annotations

import logging

from bot.domain import ChannelId, Person
from bot.domain.inbound import MessagePosted
from bot.domain.recent import Recent
from bot.domain.states import Act, ThreadState
from bot.errors import EarnestError
from bot.language.holding import only_holds
from bot.listen.authors import author_of, side_by_both, side_in
from bot.listen.customer_or_staff import Side, is_served
from bot.listen.parse import parse_history
from bot.listen.take_in import TakeIn
from bot.listen.take_over import take_over
from bot.listen.tickets import message_row, new_ticket
from bot.platform.work import work_on
from bot.runtime import Runtime
from bot.store.records import NEVER, UNDECIDED, Message, Role, TurnState
from bot.texts import heard as words

log = logging.getLogger(__name__)
CHANNELS_REMEMBERED = 2_000


class Conversations:
    """Every method may run again: a known message changes nothing."""

    def __init__(self, runtime: Runtime, take_in: TakeIn) -> None:
        self._runtime = runtime
        self._take_in = take_in
        self._seen = Recent[ChannelId, bool](CHANNELS_REMEMBERED)

    async def posted(self, record: MessagePosted) -> str:
        """A message was posted; what became of it in a few words."""
        runtime = self._runtime
        if not is_served(record.channel, runtime.directory.installation):
            return words.INTERNAL
        await self._remember(record)
        author = await author_of(runtime, record)
        side = await side_by_both(runtime, record) if record.delivery else side_in(runtime, author, record)
        known = await runtime.store.messages.get(record.channel, record.ts) if record.delivery else None
        if known is not None:
            return await self._judged_again(record, author, known, side)
        if side is Side.BOT:
            return words.BOT
        if author.is_bot and record.in_thread:
            return words.BOT_IN_THREAD  # two bots that answer each other would never stop
        if side is Side.OTHER:
            return words.NOT_LISTED
        if side is Side.STAFF:
            return await self._staff_said(record, author)
        if not record.text.strip() and not record.files and not record.parts.unread:
            return words.EMPTY
        return await self.customer_said(record, author)

    async def customer_said(self, said: MessagePosted, author: Person, *, forced: bool = False) -> str:
        """A customer's message joins a burst, a thread or a new ticket."""
        with_people = said.in_thread and await self._people_are_talking(said)
        return await self._take_in.take(said, author, forced=forced, with_people=with_people)

    async def _remember(self, said: MessagePosted) -> None:
        """A channel that nobody told us of is to be read again after a time without a connection, from here on."""
        if self._seen.used(said.channel):
            return
        known = await self._runtime.store.channels.get(said.channel)
        if known is None or known.last_seen_ts == NEVER:
            await self._runtime.store.channels.read_up_to(said.channel, said.ts)
        self._seen[said.channel] = True

    async def _staff_said(self, said: MessagePosted, author: Person) -> str:
        """A colleague wrote: from here on the thread is theirs. A thread they start is theirs from the first word."""
        runtime = self._runtime
        async with runtime.store.begin() as tx:
            fresh = new_ticket(runtime, said, author, ThreadState.WITH_PEOPLE)
            ticket, new = await runtime.store.tickets.open(fresh, tx)
            work_on(ticket=ticket.id)
            holds = not said.files and only_holds(said.text)
            if not await runtime.store.messages.add(message_row(said, ticket.id, Role.STAFF, chatter=holds), tx):
                return words.KNOWN
            if not new:
                await take_over(runtime, ticket, said.user, Act.STAFF_REPLIED, said.ts, tx)
        runtime.wake.posts.set()
        return words.STAFF

    async def _judged_again(self, said: MessagePosted, author: Person, known: Message, side: Side) -> str:
        """A message that we have came once more under another name or with other teams: it is whose both together say
        it is. One that a customer wrote after all is taken in; one that a colleague wrote is taken out."""
        store = self._runtime.store
        if (side, known.role) == (Side.STAFF, Role.CUSTOMER):
            async with store.begin() as tx:
                await store.messages.judge(known.channel, known.ts, Role.STAFF, tx)
                if known.turn_id is not None:
                    await store.turns.move(known.turn_id, UNDECIDED, TurnState.DROPPED, tx=tx)
                if ticket := await store.tickets.get(known.ticket_id, tx):
                    await take_over(self._runtime, ticket, author.user_id, Act.STAFF_REPLIED, known.ts, tx)
            return words.STAFF
        if (side, known.role) == (Side.CUSTOMER, Role.STAFF):
            await self._give_to_customer(said, known)
            return await self._take_in.take_again(said, author)
        return words.KNOWN

    async def _give_to_customer(self, said: MessagePosted, known: Message) -> None:
        """The thread is no colleague's, unless another of them wrote in it."""
        store = self._runtime.store
        async with store.begin() as tx:
            others = [m for m in await store.messages.of_ticket(known.ticket_id, tx) if m.role is Role.STAFF]
            if {m.ts for m in others} <= {said.ts}:
                await store.tickets.give_back(known.ticket_id, tx)

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
        own = runtime.directory.identity.user_id
        for raw in found:
            other = parse_history(said.channel, raw, bot_user=own)
            if other is None or other.bot or other.ts >= said.ts or other.user == own:
                continue
            if side_in(runtime, await author_of(runtime, other), other) is Side.STAFF:
                return True
        return False
