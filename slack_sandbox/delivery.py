"""Delivers events to the app, and again until they are acked or the retries are used up."""

from __future__ import annotations

import asyncio
from copy import deepcopy

from slack_sandbox.clock import sleep
from slack_sandbox.events import Occurrence, outer
from slack_sandbox.faults import Copy
from slack_sandbox.jsonlike import Json
from slack_sandbox.socket_mode import SocketHub
from slack_sandbox.workspace import Workspace

# The scopes an event needs, any of them; for channel events the channel's family counts
# (docs/slack.md, What an event or feature needs).
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "app_mention": ("app_mentions:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "member_joined_channel": ("{family}:read",),
    "channel_shared": ("{family}:read",),
    "channel_unshared": ("{family}:read",),
    "channel_id_changed": ("{family}:read",),
    "app_home_opened": (),
}


class Delivery:
    """One task for each event under way."""

    def __init__(self, ws: Workspace, hub: SocketHub) -> None:
        self._ws = ws
        self._hub = hub
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> int:
        """How many events are neither acked nor given up."""
        return len(self._tasks)

    def emit(self, occurrence: Occurrence) -> None:
        """Send an event if the app subscribed to it and holds its scope."""
        family = occurrence.channel.scope_family if occurrence.channel else ""
        scopes = [scope.format(family=family) for scope in EVENT_SCOPES[occurrence.subscription]]
        if occurrence.subscription not in self._ws.grants.events:
            return
        if scopes and not self._ws.grants.scopes.intersection(scopes):
            return
        self.send(outer(self._ws.world, self._ws.ids, occurrence, self._ws.now()))

    def send(self, payload: Json) -> None:
        """Send an Events API payload as it is; faults may lose, duplicate, reorder or withhold it."""
        if self._ws.faults.take_lost(payload):
            self._ws.journal.dropped_events.append(payload)
            self._ws.changes.notify()
            return
        for ready in self._ws.faults.in_order(payload):
            copy = self._ws.faults.take_copy()
            self._start(ready, twice=copy is Copy.SAME_ENVELOPE)
            if copy is Copy.SAME_EVENT:
                self._start(deepcopy(ready))
            elif copy is Copy.NEW_EVENT_ID:
                self._start({**deepcopy(ready), "event_id": self._ws.ids.new("Ev")})

    def _start(self, payload: Json, *, twice: bool = False) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(payload, twice, self._ws.faults.gate()))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._ws.changes.notify()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._ws.note_oddity(f"delivery failed: {error!r}")

    async def _deliver(self, payload: Json, twice: bool, gate: asyncio.Event | None) -> None:
        attempts = len(self._ws.options.retry_delays_s) + 1
        born = self._ws.now()
        attempt = 0
        while attempt < attempts:
            if attempt:
                await sleep(self._ws.clock, self._ws.options.retry_delays_s[attempt - 1])
                gate = self._ws.faults.gate()
            if gate is not None:
                await gate.wait()
                gate = None
                attempt = max(attempt, 1)
            if self._ws.now() - born > self._ws.options.event_life_s:
                break
            reason = "timeout" if attempt else ""
            if twice and not attempt:
                record = await self._hub.offer_twice("events_api", payload)
            else:
                record = await self._hub.offer("events_api", payload, accepts=False, attempt=attempt, reason=reason)
            if record.acked:
                return
            attempt += 1
        self._ws.journal.dropped_events.append(payload)
        self._ws.changes.notify()

    async def close(self) -> None:
        """Cancel all deliveries."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
