"""Reads again what may have changed unheard: a thread just before a post into it, and what waits after downtime."""

from __future__ import annotations

import logging
from collections import defaultdict

from bot.domain import ChannelId, MessageTs
from bot.domain.inbound import Inbound
from bot.errors import EarnestError, PermanentError
from bot.listen.standing import Found, by_ts, changed, is_gone, unheard
from bot.outbox.last_look import Sight
from bot.outbox.post_intents import PostKind
from bot.platform.slack.refusals import Refusal, refusal
from bot.runtime import Runtime
from bot.store.inbox import entry_for
from bot.store.records import Message, Post, Ticket

log = logging.getLogger(__name__)
EARLIER_S = 1.0
TICKETS_MAX = 200


class Reconcile:
    """Puts what it finds into the inbox, where the same change heard as an event is the same row."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._told: set[str] = set()

    # ------------------------------------------------------------ before a post

    async def look(self, post: Post, ticket: Ticket) -> Sight:
        """What stands where a post is to go. Raises TransientError: then the post waits."""
        known = await self._runtime.store.messages.of_ticket(ticket.id)
        if await self._runtime.store.inbox.waits(ticket.channel, ticket.thread_ts, [m.ts for m in known]):
            return Sight.CHANGED
        try:
            quick = post.kind == PostKind.NOTICE
            found = await self._thread(ticket, known, quick=quick)
            beside = await self._beside(post, ticket, known, quick=quick)
        except PermanentError as error:
            return self._unseen(error)
        gone = is_gone(found, ticket.thread_ts)
        whole = len(found) > 1 or gone  # else it may be the parent alone, which says that nothing is new
        asked = [m for m in known if m.ts == ticket.thread_ts or m.ts in beside]
        asked += [m for m in known if m.thread_ts == ticket.thread_ts and whole and m.ts != ticket.thread_ts]
        news = changed(ticket.channel, asked, {**found, **beside}, self._bot_user)
        news += self._unheard(ticket, known, found)
        if await self._put(ticket, news, known):
            return Sight.CHANGED
        return Sight.GONE if ticket.thread_ts not in found else Sight.AS_KNOWN

    @property
    def _bot_user(self) -> str:
        return self._runtime.directory.identity.user_id

    def _unseen(self, error: PermanentError) -> Sight:
        """Slack will not show it, or the server cannot: then what we know has to do. A post that would be refused as
        well learns it by itself."""
        if error.code not in self._told:
            self._told.add(error.code)
            log.warning("%s; posts go out without another look at their thread", error)
        return Sight.AS_KNOWN

    async def _thread(self, ticket: Ticket, known: list[Message], *, quick: bool = False) -> Found:
        """What stands in a ticket's thread; empty when the thread is gone. `quick`: before other looks."""
        store, slack = self._runtime.store, self._runtime.slack
        ours = [str(post.slack_ts) for post in await store.posts.of_ticket(ticket.id) if post.slack_ts]
        newest = max([*ours, *(m.ts for m in known)], default="")
        try:
            return by_ts(await slack.thread(ticket.channel, ticket.thread_ts, newest_known=newest, quick=quick))
        except PermanentError as error:
            if refusal(error) is not Refusal.THREAD:
                raise
            return {}

    async def _beside(self, post: Post, ticket: Ticket, known: list[Message], *, quick: bool) -> Found:
        """Those messages of the question that stand in the channel beside the thread's own: a burst."""
        row = await self._runtime.store.decisions.get(post.decision_id) if post.decision_id else None
        mine = [m.ts for m in known if row and m.turn_id == row.turn_id and m.thread_ts is None]
        beside = [ts for ts in mine if ts != ticket.thread_ts]
        if not beside:
            return {}
        start = f"{float(min(beside)) - EARLIER_S:.6f}"
        end = f"{float(max(beside)) + EARLIER_S:.6f}"
        found = by_ts(await self._runtime.slack.messages(ticket.channel, oldest=start, latest=end, quick=quick))
        return {ts: found.get(ts, {"subtype": "tombstone"}) for ts in beside}

    def _unheard(self, ticket: Ticket, known: list[Message], found: Found) -> list[Inbound]:
        since = min((m.ts for m in known), default=ticket.thread_ts)
        replies = {ts: raw for ts, raw in found.items() if ts != ticket.thread_ts}
        return unheard(ticket.channel, [m.ts for m in known], replies, since, self._bot_user)

    async def _put(self, ticket: Ticket, news: list[Inbound], known: list[Message]) -> bool:
        """Store what was found; whether any of it is still to be worked on."""
        if not news:
            return False
        new = await self._runtime.store.inbox.put([entry_for(each) for each in news])
        self._runtime.wake.inbox.set()
        if any(new):
            log.info("channel %s: %d changes were found that no event had told", ticket.channel, sum(new))
            return True
        return await self._runtime.store.inbox.waits(ticket.channel, ticket.thread_ts, [m.ts for m in known])

    # ------------------------------------------------------------ after downtime

    async def run(self) -> None:
        """Compare all that is undecided or waits. A channel that cannot be read to the end is left as it is: what
        waits there is looked at before it goes out."""
        tickets: dict[ChannelId, list[Ticket]] = defaultdict(list)
        for ticket in await self._runtime.store.tickets.unfinished(TICKETS_MAX):
            tickets[ticket.channel].append(ticket)
        for channel, waiting in tickets.items():
            try:
                await self._channel(channel, waiting)
            except EarnestError as error:
                log.warning("channel %s could not be compared: %s", channel, error)

    async def _channel(self, channel: ChannelId, tickets: list[Ticket]) -> None:
        store, slack = self._runtime.store, self._runtime.slack
        known = {ticket.id: await store.messages.of_ticket(ticket.id) for ticket in tickets}
        top = [m.ts for said in known.values() for m in said if m.thread_ts is None]
        if top:
            start = f"{float(min(top, key=float)) - EARLIER_S:.6f}"
            window = by_ts(await slack.messages(channel, oldest=MessageTs(start)))
        for ticket in tickets:
            said = known[ticket.id]
            news = changed(channel, [m for m in said if m.thread_ts is None], window, self._bot_user) if top else []
            if any(m.thread_ts is not None for m in said):
                news += await self._replies(ticket, said)
            await self._put(ticket, news, said)

    async def _replies(self, ticket: Ticket, known: list[Message]) -> list[Inbound]:
        found = await self._thread(ticket, known)
        inside = [m for m in known if m.thread_ts == ticket.thread_ts]
        whole = len(found) > 1 or not found
        return changed(ticket.channel, inside, found, self._bot_user) if whole else []
