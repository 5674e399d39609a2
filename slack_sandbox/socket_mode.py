"""Socket Mode: tickets, sockets, envelopes, and the acks that come back (docs/slack.md, Socket Mode)."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from aiohttp import WSMsgType, web

from slack_sandbox.journal import Envelope
from slack_sandbox.jsonlike import Json, written
from slack_sandbox.workspace import Workspace

# Slack's servers ping at intervals under 30 s.
SERVER_PING_S = 20.0
WARNING_S = 10.0
CLOSE_WAIT_S = 1.0
DEBUG_RECONNECT_S = 360.0


@dataclass(slots=True, eq=False)
class Socket:
    """One open connection. A retiring one gets nothing more."""

    number: int
    ws: web.WebSocketResponse
    transport: asyncio.Transport | None
    retiring: bool = False


@dataclass(slots=True, eq=False)
class _Pending:
    record: Envelope
    acked: asyncio.Future[bool]


class SocketHub:
    """Each payload goes to one of the open sockets; which one is not promised."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._tickets: dict[str, tuple[float, bool]] = {}
        self._pending: dict[str, list[_Pending]] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._count = 0
        self.sockets: list[Socket] = []

    @property
    def open_sockets(self) -> list[Socket]:
        """Those that payloads may go to."""
        return [socket for socket in self.sockets if not socket.retiring]

    def new_url(self) -> str:
        """A socket address with a ticket for one connection."""
        ticket = self._ws.ids.secret(32).lower()
        self._tickets[ticket] = (self._ws.now(), False)
        base = self._ws.base_url.replace("http://", "ws://", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._ws.world.bot.app_id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The socket endpoint. A used, old or unknown ticket gets 403."""
        issued_at, _ = self._tickets.pop(request.query.get("ticket", ""), (float("-inf"), True))
        if self._ws.now() - issued_at > self._ws.options.ticket_life_s:
            self._ws.note_oddity("socket opened with a ticket that is used, expired or unknown")
            return web.Response(status=403, text="invalid_ticket")
        ws = web.WebSocketResponse(heartbeat=SERVER_PING_S, timeout=CLOSE_WAIT_S)
        await ws.prepare(request)
        self._count += 1
        transport = request.transport
        socket = Socket(self._count, ws, transport if isinstance(transport, asyncio.Transport) else None)
        if len(self.open_sockets) >= self._ws.options.max_sockets:
            await self._send(socket, {"type": "disconnect", "reason": "too_many_websockets", "debug_info": _HOST})
            await ws.close()
            return ws
        await self._send(socket, self._hello())
        self.sockets.append(socket)
        self._ws.changes.notify()
        if request.query.get("debug_reconnects") == "true":
            self._ws.clock.call_later(DEBUG_RECONNECT_S, lambda: self._close_soon(socket))
        try:
            async for frame in ws:
                if frame.type is WSMsgType.TEXT:
                    self._receive(socket, frame.data)
        finally:
            self.sockets.remove(socket)
            self._ws.changes.notify()
        return ws

    async def offer(self, kind: str, payload: Json, *, accepts: bool, attempt: int = 0, reason: str = "") -> Envelope:
        """Send a payload once and wait for its ack; the record says how it went."""
        return await self._offer(self._ws.ids.uuid(), kind, payload, accepts=accepts, attempt=attempt, reason=reason)

    async def offer_twice(self, kind: str, payload: Json) -> Envelope:
        """Send one envelope, id and all, two times; the ack of either counts."""
        envelope_id = self._ws.ids.uuid()
        records = await asyncio.gather(
            *(self._offer(envelope_id, kind, payload, accepts=False, attempt=0, reason="") for _ in range(2))
        )
        return next((record for record in records if record.acked), records[0])

    async def _offer(
        self, envelope_id: str, kind: str, payload: Json, *, accepts: bool, attempt: int, reason: str
    ) -> Envelope:
        ready = self.open_sockets
        socket = self._ws.rng.choice(ready) if ready else None
        now = self._ws.now()
        record = Envelope(envelope_id, kind, payload, now, socket.number if socket else None, attempt, reason)
        self._ws.journal.envelopes.append(record)
        self._ws.changes.notify()
        if socket is None:
            return record
        frame: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts,
        }
        if kind == "events_api":
            frame |= {"retry_attempt": attempt, "retry_reason": reason}
        acked: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        pending = _Pending(record, acked)
        self._pending.setdefault(envelope_id, []).append(pending)
        timer = self._ws.clock.call_later(
            self._ws.options.ack_window_s, lambda: None if acked.done() else acked.set_result(False)
        )
        try:
            await self._send(socket, frame)
            await acked
        finally:
            timer.cancel()
            if record.acked:
                self._forget(pending)
        return record

    def _forget(self, pending: _Pending) -> None:
        """Unacked ones stay known, so that a late ack is told from one of an unknown envelope."""
        same = self._pending[pending.record.envelope_id]
        same.remove(pending)
        if not same:
            del self._pending[pending.record.envelope_id]

    def _receive(self, socket: Socket, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            self._ws.note_oddity("a frame that is not JSON")
            return
        waiting = self._pending.get(str(frame.get("envelope_id"))) if isinstance(frame, dict) else None
        if waiting is None:
            self._ws.note_oddity(f"ack of an unknown envelope: {text[:200]}")
            return
        pending = next((p for p in waiting if p.record.acked_at is None and self._may_ack(socket, p.record)), None)
        if pending is None:
            self._ws.note_oddity(f"second ack, or ack over another socket: {text[:200]}")
            return
        if self._ws.faults.take_ignored_ack():
            return
        record = pending.record
        record.acked_at = self._ws.now()
        record.late = pending.acked.done() or record.acked_at - record.sent_at > self._ws.options.ack_window_s
        payload = frame.get("payload")
        record.ack_payload = payload if isinstance(payload, dict) else None
        if record.ack_payload and record.type == "events_api":
            self._ws.note_oddity(f"ack of an event with a payload: {text[:200]}")
        if not pending.acked.done():
            pending.acked.set_result(not record.late)
        self._ws.changes.notify()

    def _may_ack(self, socket: Socket, record: Envelope) -> bool:
        return record.socket == socket.number or self._ws.options.ack_on_any_socket

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Announce a disconnect to every socket: warning, refresh_requested or link_disabled. It closes 10 s later."""
        for socket in self.open_sockets:
            socket.retiring = True
            await self._send(socket, {"type": "disconnect", "reason": reason, "debug_info": _HOST})
            self._ws.clock.call_later(WARNING_S, lambda socket=socket: self._close_soon(socket))  # type: ignore[misc]

    def drop(self) -> None:
        """Cut every connection as a broken network would."""
        for socket in self.sockets:
            socket.retiring = True
            if socket.transport is not None:
                socket.transport.abort()

    async def close(self) -> None:
        """Close every socket in an orderly way."""
        await asyncio.gather(*(socket.ws.close() for socket in self.sockets), return_exceptions=True)
        if self._closing:
            await asyncio.gather(*self._closing, return_exceptions=True)

    def _close_soon(self, socket: Socket) -> None:
        if socket not in self.sockets:
            return

        async def close() -> None:
            await socket.ws.close()

        task = asyncio.get_running_loop().create_task(close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _send(self, socket: Socket, frame: Json) -> None:
        try:
            await socket.ws.send_str(written(frame))
        except (ConnectionError, RuntimeError):
            # The peer went away between choosing the socket and writing; the missing ack tells.
            socket.retiring = True

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open_sockets) + 1,
            "connection_info": {"app_id": self._ws.world.bot.app_id},
            "debug_info": {**_HOST, "build_number": 90, "approximate_connection_time": 18060},
        }


_HOST = {"host": "applink-sandbox-0"}
