"""Reads channels and threads, in line with all others who read: Slack allows few such calls a minute."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import partial
from typing import Any, Self

from bot.domain import ChannelId, MessageTs, PostId
from bot.errors import PermanentError
from bot.platform.slack.calls import WebCalls
from bot.platform.slack.facts import Posted, RawMessage, carries, next_cursor, nothing_after, raw_messages
from bot.platform.slack.limits import FIRST
from bot.platform.slack.links import thread_of_link

PAGE = 200
AHEAD_S = 10.0  # catching up stands before looks at threads that wait for less: a broken socket has it read for minutes
REPLIES, HISTORY = "conversations.replies", "conversations.history"


class Reading(WebCalls):
    """What stands in a channel or a thread. Raises TransientError and PermanentError."""

    def patient(self) -> Self:
        """The same Slack for who lets all others read first."""
        other = copy(self)
        other._gate = self._gate.patient()
        return other

    async def find_post(
        self,
        channel: ChannelId,
        post_id: PostId,
        *,
        thread_ts: MessageTs | None,
        oldest: str | None,
    ) -> Posted | None:
        """Look for a post of ours by its id, in metadata or the first block's id. None when it is not there.

        Raises TransientError or PermanentError when Slack would not show the messages."""
        method = REPLIES if thread_ts else HISTORY
        cursor: str | None = None
        while True:
            fields = {
                "channel": channel,
                "ts": thread_ts,
                "oldest": None if thread_ts else oldest,
                "limit": PAGE,
                "include_all_metadata": True,
                "cursor": cursor,
            }
            # Before all others: somebody waits for the post, or it stands where it must not; there are few of these.
            data = await self._gate.in_turn({method: partial(self.call, method, fields)}, ahead_s=FIRST)
            for message in data.get("messages") or []:
                if isinstance(message, dict) and carries(message, post_id):
                    within = message.get("thread_ts") or thread_ts
                    return Posted(channel, MessageTs(str(message.get("ts"))), MessageTs(within) if within else None)
            cursor = next_cursor(data, cursor)
            if not cursor:
                return None

    async def messages(
        self,
        channel: ChannelId,
        *,
        oldest: str | None = None,
        latest: str | None = None,
        thread_ts: MessageTs | None = None,
        limit: int = PAGE,
        first_page: bool = False,
        metadata: bool = False,
        quick: bool = False,
    ) -> list[RawMessage]:
        """A channel's history between `oldest` and `latest`, or a thread; all pages unless only the first, in Slack's
        order, with `metadata` that apps put there. Reading what may not have been heard stands before the looks at
        threads that have not waited long; what is `quick` before all others."""
        method = REPLIES if thread_ts else HISTORY
        found: list[RawMessage] = []
        cursor: str | None = None
        while True:
            where = {"channel": channel, "ts": thread_ts, "oldest": oldest, "latest": latest}
            page: dict[str, object] = {**where, "limit": limit, "cursor": cursor}
            page |= {"include_all_metadata": True} if metadata else {}
            data = await self._gate.in_turn(
                {method: partial(self.call, method, page)}, ahead_s=FIRST if quick else AHEAD_S
            )
            found.extend(raw_messages(data))
            cursor = next_cursor(data, cursor)
            if not cursor or first_page:
                return found

    async def thread(
        self, channel: ChannelId, ts: MessageTs, *, newest_known: str = "", quick: bool = False
    ) -> list[RawMessage]:
        """A thread, its parent first; empty when it is gone. Both methods that show a parent are used within their
        rates: where the channel's comes first, the parent alone tells of replies after `newest_known`. `quick`: before
        others that wait."""
        one, whole = {"oldest": ts, "latest": ts, "inclusive": True}, {"ts": ts, "limit": PAGE}
        calls = {
            REPLIES: partial(self._page, REPLIES, channel, whole),
            HISTORY: partial(self._page, HISTORY, channel, one),
        }
        method, data = await self._gate.in_turn(calls, ahead_s=FIRST if quick else 0.0)
        found = raw_messages(data)
        if method == HISTORY:
            parent = [raw for raw in found if str(raw.get("ts")) == ts]
            if parent and nothing_after(parent[0], newest_known):
                return parent  # where it is not shown, the thread is asked for: some servers know no `inclusive`
        elif not next_cursor(data):
            return found
        return await self.messages(channel, thread_ts=ts, quick=quick)

    async def permalink(self, channel: ChannelId, ts: MessageTs) -> str:
        """A link to a message; empty when Slack will not give one."""
        data = await self.optional("chat.getPermalink", channel=channel, message_ts=ts)
        return str(data.get("permalink") or "") if data else ""

    async def message(self, channel: ChannelId, ts: MessageTs) -> RawMessage | None:
        """One message, also a reply; None when it is not shown. Raises TransientError and PermanentError.

        Slack shows a reply alone where a thread is asked for by the reply's ts. Servers that know a thread by its
        parent only are asked for the thread that the reply's link names."""
        raw = _of(ts, await self._thread_or_nothing(channel, ts, first_page=True))
        if raw is None and (parent := thread_of_link(await self.permalink(channel, ts))):
            raw = _of(ts, await self._thread_or_nothing(channel, parent))
        return raw

    async def _thread_or_nothing(self, channel: ChannelId, ts: MessageTs, first_page: bool = False) -> list[RawMessage]:
        try:
            return await self.messages(channel, thread_ts=ts, first_page=first_page)
        except PermanentError as error:
            if error.code != "thread_not_found":
                raise
            return []

    async def _page(self, method: str, channel: ChannelId, where: Mapping[str, object]) -> tuple[str, dict[str, Any]]:
        return method, await self.call(method, {"channel": channel, **where})


def _of(ts: MessageTs, found: list[RawMessage]) -> RawMessage | None:
    return next((raw for raw in found if str(raw.get("ts")) == ts), None)
