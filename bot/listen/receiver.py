"""Takes records in: stored before they are acknowledged, and the work behind them woken."""

from __future__ import annotations

from bot.domain.inbound import Inbound
from bot.runtime import Runtime
from bot.store.inbox import entry_for


class Receiver:
    """The one way into the inbox for what Slack sends."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def put(self, record: Inbound) -> None:
        """Store a record; when this returns it survives a crash. Raises TransientError: then there is no ack."""
        await self._runtime.store.inbox.put([entry_for(record)])
        self._runtime.wake.inbox.set()
