"""After a time without a connection: read what was written meanwhile, since Slack tries again for minutes only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain import ChannelId, MessageTs
from bot.domain.inbound import ChannelChanged, MemberJoined, RateLimited
from bot.domain.states import ThreadState
from bot.errors import EarnestError, TransientError
from bot.listen.customer_or_staff import is_served
from bot.listen.parse import parse_history
from bot.people.channel_book import ALIAS_KEY
from bot.platform.slack.shapes import RawMessage
from bot.retry import Backoff
from bot.runtime import Runtime
from bot.store.inbox import entry_for
from bot.store.records import NEVER

log = logging.getLogger(__name__)
THREADS_MAX = 200
UNKNOWN_MAX = 20
PARENTS_WITHIN_S = 2 * 24 * 3600.0
OVERLAP_S = 1.0
TRIES = 6
BACKOFF = Backoff((0.5, 1.0, 2.0, 4.0, 8.0))
BEFORE_ALL = "0000000001.000000"


class CatchUp:
    """Puts unseen messages of served channels, and of threads that are still going on, into the inbox."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def run(self) -> None:
        """Read all channels once. A channel that cannot be read is logged and left for the next time."""
        runtime = self._runtime
        await runtime.directory.resolve_channels(runtime.store.meta)
        for channel, since in (await self._channels()).items():
            try:
                await self._channel(channel, since)
            except EarnestError as error:
                log.warning("channel %s could not be read again: %s", channel, error)
        runtime.wake.inbox.set()

    async def _channels(self) -> dict[ChannelId, MessageTs]:
        """Served channels, with how far each was read; a channel seen for the first time starts now."""
        runtime = self._runtime
        known = {channel.id: channel.last_seen_ts for channel in await runtime.store.channels.all()}
        facts = await runtime.slack.joined_channels()
        ids = (
            {fact.id for fact in facts or ()}
            | set(known)
            | {c for c in map(runtime.directory.channel_id, runtime.policy.channels) if c is not None}
        )
        installation = runtime.directory.installation
        return {channel: known.get(channel, NEVER) for channel in sorted(ids) if is_served(channel, installation)}

    async def _channel(self, channel: ChannelId, since: MessageTs) -> None:
        runtime = self._runtime
        if since == NEVER:
            latest = await patiently(lambda: runtime.slack.messages(channel, limit=1, first_page=True))
            newest = max((str(m.get("ts") or "") for m in latest), default="") or BEFORE_ALL
            await runtime.store.channels.read_up_to(channel, MessageTs(newest))
            return
        open_tickets = await runtime.store.tickets.in_state([ThreadState.OPEN, ThreadState.WITH_PEOPLE], THREADS_MAX)
        threads = [ticket.thread_ts for ticket in open_tickets if ticket.channel == channel]
        recent = [ts for ts in threads if float(ts) > float(since) - PARENTS_WITHIN_S]
        start = f"{max(0.0, float(min([since, *recent], key=float)) - OVERLAP_S):.6f}"
        parents = await patiently(lambda: runtime.slack.messages(channel, oldest=start))
        found = list(parents)
        for ts in _to_read(parents, threads, since):
            found += await self._thread(channel, ts, f"{max(0.0, float(since) - OVERLAP_S):.6f}")
        begin = await runtime.store.messages.first_in(channel)
        await self._store(channel, [raw for raw in found if _is_ours_to_read(str(raw.get("ts") or ""), since, begin)])

    async def _store(self, channel: ChannelId, found: list[RawMessage]) -> None:
        runtime = self._runtime
        records = [parse_history(channel, raw, bot_user=runtime.directory.identity.user_id) for raw in found]
        heard = runtime.directory.channel_policy(channel)
        bots = set(heard.bots) if heard else set()
        entries = [entry_for(r) for r in records if r is not None and (not r.bot or bots & {*r.bot_ids, r.user})]
        if not entries:
            return
        new = await runtime.store.inbox.put(entries)
        log.info("channel %s: %d messages read again, %d of them new", channel, len(entries), sum(new))
        await runtime.store.channels.read_up_to(channel, MessageTs(max(entry.ts for entry in entries)))

    async def _thread(self, channel: ChannelId, thread_ts: MessageTs, oldest: str) -> list[RawMessage]:
        gateway = self._runtime.slack
        try:
            return await patiently(lambda: gateway.messages(channel, thread_ts=thread_ts, oldest=oldest))
        except EarnestError as error:
            log.info("a thread could not be read again: %s", error)
            return []

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
        runtime, store = self._runtime, self._runtime.store
        if record.change != "id_changed" or not record.new_channel:
            return record.change
        names = runtime.directory.channels.moved(record.channel, record.new_channel)
        async with store.begin() as tx:
            await store.channels.moved(record.channel, record.new_channel, tx)
            for name in names:
                await store.meta.set(ALIAS_KEY + name, record.new_channel, tx)
        runtime.wake.posts.set()
        return record.change


def _is_ours_to_read(ts: str, since: MessageTs, begin: MessageTs | None) -> bool:
    """Whether a message was written in our time. What lies between the first message we know and `since` may have been
    lost on its way; what is older stood there before we came, whatever a server shows or however near it is."""
    return ts > since or (begin is not None and ts > begin)


def _to_read(parents: list[RawMessage], threads: list[MessageTs], since: MessageTs) -> list[MessageTs]:
    """Which threads may hold something new: those whose parent says so, and those whose parent cannot be asked.

    A server that tells `latest_reply` for one parent tells it for all that have replies."""
    by_ts = {str(raw.get("ts")): raw for raw in parents}
    tells = any(raw.get("latest_reply") for raw in parents)
    wanted, unknown = [], []
    for ts in threads:
        latest = str(by_ts.get(ts, {}).get("latest_reply") or "")
        if latest > since:
            wanted.append(ts)
        elif ts not in by_ts or not tells:
            unknown.append(ts)
    return wanted + unknown[:UNKNOWN_MAX]


async def patiently(read: Callable[[], Awaitable[list[RawMessage]]]) -> list[RawMessage]:
    """Read, waiting as long as Slack asks: a message that is not read now is not read at all."""
    for failures in range(1, TRIES):
        try:
            return await read()
        except TransientError as error:
            await asyncio.sleep(BACKOFF.delay_s(failures, error.retry_after_s))
    return await read()
