"""After a time without a connection: read what was written meanwhile, since Slack tries again for minutes only."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain import ChannelId, MessageTs
from bot.domain.inbound import ChannelChanged, MemberJoined, RateLimited
from bot.domain.states import ThreadState
from bot.errors import EarnestError, PermanentError, TransientError
from bot.listen.channel_ids import ChannelMoves, Joined
from bot.listen.customer_or_staff import is_served
from bot.listen.parse import parse_history
from bot.listen.patiently import patiently
from bot.listen.standing import Found, by_ts
from bot.outbox.post_intents import PostKind
from bot.platform.slack.facts import RawMessage
from bot.retry import CATCH_UP, Backoff
from bot.runtime import Runtime
from bot.store.inbox import entry_for
from bot.store.records import NEVER, Ticket

log = logging.getLogger(__name__)
THREADS_MAX = 200
UNKNOWN_MAX = 20
PARENTS_WITHIN_S = 2 * 24 * 3600.0
OVERLAP_S = 1.0
BEFORE_ALL = "0000000001.000000"
LISTED_KEY = "catch_up:listed"
_LATEST = 100  # messages of a channel seen for the first time, among which our own arrival is looked for
_ARRIVED = ("channel_join", "group_join", "bot_add")


@dataclass(frozen=True, slots=True)
class _Read:
    """A channel that was read since `since`; `begin` is the first message that we know there."""

    channel: ChannelId
    since: MessageTs
    begin: MessageTs | None
    parents: list[RawMessage]
    threads: list[MessageTs]


class CatchUp:
    """Puts unseen messages of served channels, and of threads that are still going on, into the inbox."""

    def __init__(self, runtime: Runtime, waits: Backoff = CATCH_UP) -> None:
        self._runtime = runtime
        self._moves = ChannelMoves(runtime, waits)
        self._waits = waits

    async def run(self) -> bool:
        """Read all channels once. A channel that cannot be read is logged and left for the next time; whether none was
        that Slack may show soon."""
        runtime = self._runtime
        began, listed = runtime.clock.now(), await runtime.store.meta.get(LISTED_KEY)
        failed: list[EarnestError] = []
        joined: Joined = None
        try:
            joined = await self._moves.find_channels()
        except TransientError as error:
            failed.append(error)
            log.warning("%s; the channels that are known are read", error)
        created = {facts.id: facts.created for facts in joined or ()}
        found: list[_Read] = []
        # Threads, which Slack lets us read slowly, keep no channel's new questions waiting.
        for channel, since in (await self._channels(joined)).items():
            try:
                start = await self._arrival(channel, listed, created.get(channel, 0)) if since == NEVER else since
                if start != NEVER:
                    found.append(await self._questions(channel, start))
            except EarnestError as error:
                failed.append(error)
                log.warning("channel %s could not be read again: %s", channel, error)
        for read in found:
            try:
                await self._replies(read)
            except EarnestError as error:
                failed.append(error)
                log.warning("threads of channel %s could not be read again: %s", read.channel, error)
        if not failed:  # else the next time must still know what nobody has heard of
            await runtime.store.meta.set(LISTED_KEY, f"{began.timestamp():.6f}")
        runtime.wake.inbox.set()
        return not any(isinstance(error, TransientError) for error in failed)

    async def _channels(self, joined: Joined) -> dict[ChannelId, MessageTs]:
        """Served channels, with how far each was read; a channel seen for the first time starts now."""
        runtime = self._runtime
        known = {channel.id: channel.last_seen_ts for channel in await runtime.store.channels.all()}
        ids = (
            {fact.id for fact in joined or ()}
            | set(known)
            | {c for c in map(runtime.directory.channel_id, runtime.policy.channels) if c is not None}
        )
        installation = runtime.directory.installation
        return {channel: known.get(channel, NEVER) for channel in sorted(ids) if is_served(channel, installation)}

    async def _arrival(self, channel: ChannelId, listed: str | None, created: int) -> MessageTs:
        """How far a channel that is seen for the first time counts as read: up to our own arrival where that came after
        all channels were `listed` last, for then nobody heard of it; where the channel itself was `created` after
        that, all of it is to be read, whether a line tells of our arrival or not; else up to now, and NEVER: there is
        nothing to read."""
        runtime = self._runtime
        latest = await self._patiently(lambda: runtime.slack.messages(channel, limit=_LATEST, first_page=True))
        us = runtime.directory.identity.user_id
        lines = (m for m in latest if m.get("subtype") in _ARRIVED and m.get("user") == us)
        arrivals = [ts for ts in (str(line.get("ts") or "") for line in lines) if listed and ts > listed]
        if arrivals:
            return MessageTs(min(arrivals))
        if listed and created > float(listed) - 1.0:  # Slack tells whole seconds
            return MessageTs(f"{created}.000000")
        newest = max((str(m.get("ts") or "") for m in latest), default="") or BEFORE_ALL
        await runtime.store.channels.read_up_to(channel, MessageTs(newest))
        return NEVER

    async def _questions(self, channel: ChannelId, since: MessageTs) -> _Read:
        """Read and store what stands in the channel itself."""
        runtime = self._runtime
        open_tickets = await runtime.store.tickets.in_state([ThreadState.OPEN, ThreadState.WITH_PEOPLE], THREADS_MAX)
        tickets = {ticket.thread_ts: ticket for ticket in open_tickets if ticket.channel == channel}
        threads = list(tickets)
        recent = [ts for ts in threads if float(ts) > float(since) - PARENTS_WITHIN_S]
        start = f"{max(0.0, float(min([since, *recent], key=float)) - OVERLAP_S):.6f}"
        parents = await self._patiently(lambda: runtime.slack.messages(channel, oldest=start))
        begin = await runtime.store.messages.first_in(channel)
        await self._store(channel, _ours_to_read(parents, since, begin), whole=False)
        shown = by_ts(parents)
        wanted = _to_read(shown, threads, since)
        news = [ts for ts in wanted if not await self._is_known(tickets[ts], shown.get(ts, {}))]
        return _Read(channel, since, begin, parents, news)

    async def _is_known(self, ticket: Ticket, parent: RawMessage) -> bool:
        """Whether we have every reply of a thread, as its parent tells of them: most that is new there is our own.
        Where one of ours was taken away, the count would let one that nobody heard pass for it."""
        store, thread = self._runtime.store, ticket.thread_ts
        posts = await store.posts.of_ticket(ticket.id)
        if any(post.kind == PostKind.REMOVAL for post in posts):
            return False
        ours = [p.slack_ts for p in posts if (p.slack_channel, p.thread_ts) == _at(ticket)]
        said = [m.ts for m in await store.messages.of_ticket(ticket.id) if m.thread_ts == thread]
        known = {str(ts) for ts in (*ours, *said) if ts}
        return parent.get("reply_count") == len(known) and str(parent.get("latest_reply")) in known

    async def _replies(self, read: _Read) -> None:
        """Read the threads in which something may have been said, and store all as read."""
        found = list(read.parents)
        for ts in read.threads:
            found += await self._thread(read.channel, ts, f"{max(0.0, float(read.since) - OVERLAP_S):.6f}")
        await self._store(read.channel, _ours_to_read(found, read.since, read.begin), whole=True)

    async def _store(self, channel: ChannelId, found: list[RawMessage], *, whole: bool) -> None:
        """Put what was read into the inbox. `whole`: there is no more; the channel counts as read up to the last."""
        runtime = self._runtime
        records = [parse_history(channel, raw, bot_user=runtime.directory.identity.user_id) for raw in found]
        heard = runtime.directory.channel_policy(channel)
        bots = set(heard.bots) if heard else set()
        entries = [entry_for(r) for r in records if r is not None and (not r.bot or bots & {*r.bot_ids, r.user})]
        if not entries:
            return
        new = await runtime.store.inbox.put(entries)
        runtime.wake.inbox.set()
        if whole or any(new):
            log.info("channel %s: %d messages read again, %d of them new", channel, len(entries), sum(new))
        if whole:
            await runtime.store.channels.read_up_to(channel, MessageTs(max(entry.ts for entry in entries)))

    async def _thread(self, channel: ChannelId, thread_ts: MessageTs, oldest: str) -> list[RawMessage]:
        gateway = self._runtime.slack
        try:
            return await self._patiently(lambda: gateway.messages(channel, thread_ts=thread_ts, oldest=oldest))
        except PermanentError as error:
            log.info("a thread could not be read again: %s", error)
            return []

    async def _patiently(self, read: Callable[[], Awaitable[list[RawMessage]]]) -> list[RawMessage]:
        return await patiently(read, self._waits)

    async def withheld(self, record: RateLimited) -> str:
        """Slack held back events of a busy minute: read them."""
        await self.run()
        return "read again"

    async def joined(self, record: MemberJoined) -> str:
        """Someone joined a channel: when it is us, its history counts from here."""
        if record.user != self._runtime.directory.identity.user_id:
            return "not us"
        if record.event_ts:
            await self._runtime.store.channels.read_up_to(record.channel, record.event_ts)
        return "reading from here on"

    async def changed(self, record: ChannelChanged) -> str:
        """A channel was shared, unshared, or has another id: then all that named the old one follows."""
        if record.change == "id_changed" and record.new_channel:
            await self._moves.follow(record.channel, record.new_channel)
        return record.change


def _ours_to_read(found: list[RawMessage], since: MessageTs, begin: MessageTs | None) -> list[RawMessage]:
    return [raw for raw in found if _is_ours_to_read(str(raw.get("ts") or ""), since, begin)]


def _is_ours_to_read(ts: str, since: MessageTs, begin: MessageTs | None) -> bool:
    """Whether a message was written in our time. What lies between the first message we know and `since` may have been
    lost on its way; what is older stood there before we came, whatever a server shows or however near it is."""
    return ts > since or (begin is not None and ts > begin)


def _at(ticket: Ticket) -> tuple[ChannelId, MessageTs]:
    return ticket.channel, ticket.thread_ts


def _to_read(shown: Found, threads: list[MessageTs], since: MessageTs) -> list[MessageTs]:
    """Which threads may hold something new: those whose parent says so, and those whose parent cannot be asked.

    A server that tells `latest_reply` for one parent tells it for all that have replies."""
    tells = any(raw.get("latest_reply") for raw in shown.values())
    wanted, unknown = [], []
    for ts in threads:
        latest = str(shown.get(ts, {}).get("latest_reply") or "")
        if latest > since:
            wanted.append(ts)
        elif ts not in shown or not tells:
            unknown.append(ts)
    return wanted + unknown[:UNKNOWN_MAX]
