"""Takes records in: stored before they are acknowledged, and the work behind them woken."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from time import perf_counter

from bot.domain.inbound import Inbound, MessagePosted, from_json
from bot.domain.telemetry import Received, Tell
from bot.runtime import Runtime
from bot.store.inbox import entry_for


class Receiver:
    """The one way into the inbox for what Slack sends."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    @property
    def tell(self) -> Tell:
        """Whom to tell what became of a payload."""
        return self._runtime.tell

    async def put(self, record: Inbound) -> None:
        """Store a record; when this returns it survives a crash. Raises TransientError: then there is no ack."""
        inbox, began = self._runtime.store.inbox, perf_counter()
        new = await inbox.put([entry_for(record)])
        self._runtime.tell(Received(record.key, record.kind, perf_counter() - began))
        if not new[0] and isinstance(record, MessagePosted):
            row = await inbox.get(record.key)
            first = from_json(row.payload) if row is not None else None
            if isinstance(first, MessagePosted) and tells_more(first, record):
                await inbox.put([entry_for(replace(record, delivery=identity(record)))])
        self._runtime.wake.inbox.set()


def tells_more(first: MessagePosted, second: MessagePosted) -> bool:
    """Whether a second delivery of a message says otherwise, or more, of whose it is: a shared channel may report one
    author under two ids, or with another team in each event."""
    return first.user != second.user or first.bot != second.bot or not set(second.named_teams) <= set(first.named_teams)


def identity(said: MessagePosted) -> str:
    """A short id for how a delivery names the author."""
    told = "|".join((said.user, str(said.bot), *sorted(said.named_teams)))
    return sha256(told.encode()).hexdigest()[:12]
