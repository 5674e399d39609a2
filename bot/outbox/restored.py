"""After a restore: what went out between the backup and the loss is in Slack, and in no table of ours.

Its posts have ids that we do not know, so they are found by their kind and by where they stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.domain import MessageTs, PostId
from bot.outbox.post_intents import TO_CUSTOMERS, PostKind
from bot.platform.slack.facts import Posted
from bot.runtime import Runtime
from bot.store.records import Post, Ticket

FROM, UNTIL = "restored:from", "restored:until"
"""Keys in `meta`: when the backup was made, and when it was put in place."""

MARGIN = timedelta(minutes=1)
_LOOKED_FOR = frozenset({*TO_CUSTOMERS, PostKind.CARD})


class AfterRestore:
    """One per app. A restore happens while no bot runs, so its time is read once."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._span: tuple[datetime, datetime] | None = None
        self._read = False

    async def find(self, post: Post) -> Posted | None:
        """A post of the same kind that answers what this one is to answer, and that our tables do not know. None where
        nothing was restored or the question came later. Raises TransientError and PermanentError."""
        if post.kind not in _LOOKED_FOR or post.ticket_id is None or not await self._restored():
            return None
        ticket = await self._runtime.store.tickets.get(post.ticket_id)
        asked = await self._asked(post, ticket)
        if ticket is None or asked is None or self._span is None or _at(asked) > self._span[1] + MARGIN:
            return None
        channel = self._runtime.directory.channel_id(post.channel) or post.channel
        thread = post.thread_ts
        oldest = None if thread else f"{(self._span[0] - MARGIN).timestamp():.6f}"
        for raw in await self._runtime.slack.messages(channel, oldest=oldest, thread_ts=thread, metadata=True):
            ts = MessageTs(str(raw.get("ts")))
            if _kind(raw) == post.kind and ts > asked and (thread or _names(raw, ticket)):
                known = await self._runtime.store.posts.get(PostId(_id(raw)))
                if known is None and await self._runtime.store.posts.at(channel, ts) is None:
                    return Posted(channel, ts, thread)
        return None

    async def _restored(self) -> bool:
        if not self._read:
            meta = self._runtime.store.meta
            start, end = await meta.get(FROM), await meta.get(UNTIL)
            self._span = (datetime.fromisoformat(start), datetime.fromisoformat(end)) if start and end else None
            self._read = True
        return self._span is not None

    async def _asked(self, post: Post, ticket: Ticket | None) -> MessageTs | None:
        row = await self._runtime.store.decisions.get(post.decision_id) if post.decision_id else None
        said = await self._runtime.store.messages.of_turn(row.turn_id) if row else []
        return max((message.ts for message in said), default=ticket.thread_ts if ticket else None)


def _at(ts: MessageTs) -> datetime:
    return datetime.fromtimestamp(float(ts)).astimezone()


def _payload(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = raw.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return payload if isinstance(payload, dict) else {}


def _kind(raw: Mapping[str, Any]) -> str:
    return str(_payload(raw).get("kind") or "")


def _id(raw: Mapping[str, Any]) -> str:
    return str(_payload(raw).get("post_id") or "")


def _names(raw: Mapping[str, Any], ticket: Ticket) -> bool:
    """Whether a card leads to a ticket's thread."""
    return f"p{ticket.thread_ts.replace('.', '')}" in json.dumps(raw.get("blocks") or [])
