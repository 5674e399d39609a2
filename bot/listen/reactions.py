"""Emoji: staff force a message in or out or flag an answer, and take that back; a customer dislikes an answer."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.inbound import MessagePosted, ReactionChanged
from bot.domain.message_parts import Heard
from bot.domain.states import Resolution, TicketStatus
from bot.errors import EarnestError
from bot.language.emoji import DISLIKES, canonical
from bot.listen.authors import author_of, side_in
from bot.listen.changes import Changes
from bot.listen.conversations import Conversations
from bot.listen.customer_or_staff import Side, is_ourselves, side_of
from bot.listen.eyes import Eyes
from bot.listen.parse import parse_history
from bot.listen.take_in import TakeIn
from bot.outbox.post_intents import PostKind
from bot.outbox.post_telemetry import turn_of
from bot.outbox.ticket_status import change_status
from bot.platform.work import work_on
from bot.runtime import Runtime, Verdicts
from bot.store.records import Message, TurnState

REMOVED_HEARD = "manifest:reaction_removed"
"""Under which key the store says `unheard` on an installation whose manifest may not subscribe the event."""


class Reactions:
    """What an emoji means, by who put it on what."""

    def __init__(
        self,
        runtime: Runtime,
        conversations: Conversations,
        changes: Changes,
        take_in: TakeIn,
        verdicts: Verdicts,
        eyes: Eyes,
    ) -> None:
        self._runtime = runtime
        self._conversations = conversations
        self._changes = changes
        self._take_in = take_in
        self._verdicts = verdicts
        self._eyes = eyes

    async def reacted(self, record: ReactionChanged) -> str:
        """An emoji was put on a message or taken off it."""
        if not record.added:
            await self._heard_removal()
        emoji, name = self._runtime.policy.emoji, canonical(record.name)
        names = (emoji.force_in, emoji.force_out, emoji.flag, emoji.resolved)
        force_in, force_out, flag, resolved = (canonical(each) for each in names)
        if name not in (force_in, force_out, flag, resolved):
            return await self._disliked(record) if record.added and name in DISLIKES else "no meaning"
        if not await self._may_force(record):
            return await self._flagged_by_customer(record) if name == flag and record.added else "not by staff"
        if name == flag:
            note = f":{flag}:"
            return (
                await self._verdicts.flag_message(record.channel, record.ts, record.user, note=note)
                if record.added
                else "a flag stays"
            )
        if name == resolved:
            return await self._resolved(record)
        known = await self._runtime.store.messages.get(record.channel, record.ts)
        if known is not None:
            work_on(ticket=known.ticket_id, turn=known.turn_id)
        if name == force_out:
            return await (self._out(record, known) if record.added else self._no_longer_out(record, known))
        return await (self._in(record, known) if record.added else self._no_longer_in(record, known))

    async def _resolved(self, record: ReactionChanged) -> str:
        """Staff say by an emoji anywhere in a thread that its ticket is finished, or take that back."""
        runtime, store = self._runtime, self._runtime.store
        known = await store.messages.get(record.channel, record.ts)
        post = await store.posts.at(record.channel, record.ts) if known is None else None
        ticket_id = known.ticket_id if known is not None else post.ticket_id if post is not None else None
        if ticket_id is None:
            return "no ticket"
        work_on(ticket=ticket_id, turn=known.turn_id if known is not None else None)
        status, how = (TicketStatus.RESOLVED, Resolution.CONFIRMED) if record.added else (TicketStatus.OPEN, None)
        because = record.event_ts or runtime.new_id()
        async with store.begin() as tx:
            ticket = await store.tickets.get(ticket_id, tx)
            changed = ticket is not None and await change_status(runtime, ticket, status, record.user, because, tx, how)
        self._ring()
        return status.value if changed else f"{status.value} already"

    async def _heard_removal(self) -> None:
        meta = self._runtime.store.meta
        if await meta.get(REMOVED_HEARD) == "unheard":
            await meta.set(REMOVED_HEARD, "heard")

    async def _may_force(self, record: ReactionChanged) -> bool:
        """Staff of the channel, or members of the desk; who cannot be told is neither."""
        directory = self._runtime.directory
        author = await directory.author(record.user, (record.team,) if record.team else (), channel=record.channel)
        if author.is_bot:
            return False
        side = side_of(author, directory.channel_policy(record.channel), directory.installation)
        return side is Side.STAFF or await directory.may_act(record.user, record.team, None)

    async def _out(self, record: ReactionChanged, known: Message | None) -> str:
        if known is None or known.turn_id is None:
            return "nothing to take out"
        store = self._runtime.store
        async with store.begin() as tx:
            await store.messages.hear(known.channel, known.ts, replace(known.heard, forced=False, out=True), tx)
            said = await store.messages.of_turn(known.turn_id, tx)
            if all(m.heard.out or m.ts == known.ts for m in said):
                note = await self._changes.question_gone(known, tx)
            else:
                note = await self._changes.question_changed(known, record.event_ts, tx)
        self._eyes.take_off(known.channel, known.ts)
        self._ring()
        return f"forced out: {note}"

    async def _no_longer_out(self, record: ReactionChanged, known: Message | None) -> str:
        if known is None or not known.heard.out:
            return "nothing to take back"
        return f"no longer out: {await self._ask_again(record, known, replace(known.heard, out=False))}"

    async def _in(self, record: ReactionChanged, known: Message | None) -> str:
        """Treat a message as a request, whatever we made of it before."""
        if known is None:
            return await self._fetch_and_take_in(record)
        heard = replace(known.heard, forced=True, out=False)
        return f"forced in: {await self._ask_again(record, known, heard)}"

    async def _no_longer_in(self, record: ReactionChanged, known: Message | None) -> str:
        if known is None or not known.heard.forced:
            return "nothing to take back"
        return f"no longer in: {await self._ask_again(record, known, replace(known.heard, forced=False))}"

    async def _ask_again(self, record: ReactionChanged, known: Message, heard: Heard) -> str:
        """Have the message's question decided with what staff say of it now."""
        runtime, store = self._runtime, self._runtime.store
        async with store.begin() as tx:
            await store.messages.hear(known.channel, known.ts, heard, tx)
            turn = await store.turns.get(known.turn_id, tx) if known.turn_id else None
            if turn is None or turn.state is TurnState.DROPPED:
                now = runtime.clock.now()
                fresh = await store.turns.gather(known.ticket_id, known.author, lambda _: now, tx)
                await store.messages.assign(known.channel, known.ts, fresh.id, tx)
                note = "asked anew"
            else:
                note = await self._changes.question_changed(known, record.event_ts, tx)
        self._ring()
        return note

    async def _fetch_and_take_in(self, record: ReactionChanged) -> str:
        """The message is from before our time, or a bot's: read it from the channel."""
        runtime = self._runtime
        try:
            raw = await runtime.slack.message(record.channel, record.ts)
        except EarnestError:
            return "the message could not be read"
        own = runtime.directory.identity.user_id
        said = parse_history(record.channel, raw, bot_user=own) if raw else None
        if said is None:
            return "no message to take in"
        author = await author_of(runtime, said)
        if is_ourselves(author, runtime.directory.installation):
            return "our own message"
        if side_in(runtime, author, said) in (Side.STAFF, Side.OTHER):
            return "not a customer's message"
        return f"forced in: {await self._conversations.customer_said(said, author, forced=True)}"

    async def _flagged_by_customer(self, record: ReactionChanged) -> str:
        """A customer's own flag on an answer."""
        runtime, teams = self._runtime, (record.team,) if record.team else ()
        author = await runtime.directory.author(record.user, teams, channel=record.channel)
        side = side_of(author, runtime.directory.channel_policy(record.channel), runtime.directory.installation)
        if side is not Side.CUSTOMER or author.is_bot:
            return "not by staff"
        return await self._verdicts.customer_flag(record.channel, record.ts, record.user)

    async def _disliked(self, record: ReactionChanged) -> str:
        """A customer's sad face on an answer says what "that didn't help" says."""
        runtime = self._runtime
        post = await runtime.store.posts.at(record.channel, record.ts)
        if post is None or post.kind != PostKind.ANSWER or post.thread_ts is None:
            return "no meaning"
        work_on(ticket=post.ticket_id, turn=turn_of(post))
        teams = (record.team,) if record.team else ()
        author = await runtime.directory.author(record.user, teams, channel=record.channel)
        side = side_of(author, runtime.directory.channel_policy(record.channel), runtime.directory.installation)
        if side is not Side.CUSTOMER or author.is_bot or not record.event_ts:
            return "no meaning"
        said = MessagePosted(record.channel, record.event_ts, record.user, thread_ts=post.thread_ts, teams=teams)
        return f"disliked: {await self._take_in.dislike(said, author, canonical(record.name))}"

    def _ring(self) -> None:
        self._runtime.wake.turns.set()
        self._runtime.wake.posts.set()
