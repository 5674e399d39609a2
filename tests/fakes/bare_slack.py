"""The least Slack that an emulator gets away with: few methods, few fields, one team, half of a message forgotten."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import WSMsgType, web

T = TypeVar("T")
Json = dict[str, Any]
BOT = "U0"
FIRST_TS = 1_700_000_000_000_000  # microseconds; each message is one later


@dataclass(frozen=True)
class Habits:
    """`base` is the path of the Web API. `refusal` is how unknown methods are refused: an error code, or "404".
    `forgets` are the fields that history drops. `names` says whether chat.postMessage takes a #name."""

    base: str = "/api"
    refusal: str = "unknown_method"
    forgets: tuple[str, ...] = ("metadata",)
    ephemeral: bool = False
    filters_history: bool = True
    ids_of_names: dict[str, str] = field(default_factory=dict)


class BareSlack:
    """`async with BareSlack() as slack:` then give `slack.url` to the bot. Tokens are looked at by nobody."""

    def __init__(self, habits: Habits | None = None) -> None:
        self.habits = habits or Habits()
        self.messages: list[Json] = []
        self.private: list[Json] = []
        self.calls: list[str] = []
        self.startup_failures: list[int] = []  # HTTP statuses that the next calls of auth.test get
        self.auth_error = ""
        self.url = ""
        self._origin = ""
        self._made = 0
        self._acked: dict[str, asyncio.Future[Any]] = {}
        self._sockets: list[web.WebSocketResponse] = []
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> BareSlack:
        app = web.Application()
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/answers", self._response_url)
        app.router.add_route("*", self.habits.base + "/{method}", self._method)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.url = self._origin + self.habits.base
        return self

    async def __aexit__(self, *exc: object) -> None:
        for socket in self._sockets:
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # ------------------------------------------------------------ looking

    async def until(self, look: Callable[[], T], seconds: float = 60) -> T:
        """The first true value of `look`, asked again after every change."""
        async with asyncio.timeout(seconds), self._changed:
            while not (found := look()):
                await self._changed.wait()
            return found

    async def connected(self) -> None:
        """Wait for a socket."""
        await self.until(lambda: self._sockets)

    def by_bot(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """What the bot wrote in a channel, or in one of its threads."""
        mine = [m for m in self.messages if m["user"] == BOT and m["channel"] == channel]
        return [m for m in mine if m.get("thread_ts") == thread_ts] if thread_ts else mine

    # ------------------------------------------------------------ acting

    async def say(self, channel: str, user: str, text: str, thread_ts: str = "", *, deliver: bool = True) -> str:
        """Write a message; the ts. Without `deliver` it stands in the history alone."""
        message = {"channel": channel, "ts": self._ts(), "user": user, "text": text}
        if thread_ts:
            message["thread_ts"] = thread_ts
        await self._keep(message)
        if deliver:
            await self.event({"type": "message", **message})
        return message["ts"]

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Change a message; the event says no more than its new words."""
        self._find(channel, ts)["text"] = text
        message = {"ts": ts, "text": text}
        await self.event({"type": "message", "subtype": "message_changed", "channel": channel, "message": message})

    async def delete(self, channel: str, ts: str) -> None:
        """Take a message away."""
        self.messages.remove(self._find(channel, ts))
        await self.event({"type": "message", "subtype": "message_deleted", "channel": channel, "deleted_ts": ts})

    async def event(self, event: Json) -> Any:
        """Send an event and wait for its ack."""
        return await self._send("events_api", {"type": "event_callback", "event": event})

    async def click(self, user: str, message: Json, action_id: str, value: str) -> Any:
        """Press a button with as little around it as can be."""
        action = {"type": "button", "action_id": action_id, "value": value}
        place = {"channel": {"id": message["channel"]}, "container": {"message_ts": message["ts"]}}
        return await self._send(
            "interactive", {"type": "block_actions", "user": {"id": user}, "actions": [action], **place}
        )

    async def command(self, user: str, channel: str, text: str, *, response_url: bool) -> Any:
        """Type /earnest."""
        payload = {"command": "/earnest", "text": text, "user_id": user, "channel_id": channel}
        if response_url:
            payload["response_url"] = self._origin + "/answers"
        return await self._send("slash_commands", payload)

    async def _send(self, kind: str, payload: Json) -> Any:
        self._made += 1
        envelope = f"e{self._made}"
        acked = self._acked[envelope] = asyncio.get_running_loop().create_future()
        return await self._deliver(acked, {"envelope_id": envelope, "type": kind, "payload": payload})

    async def _deliver(self, acked: asyncio.Future[Any], message: Json) -> Any:
        """Send until it is acknowledged; by the next connection where one ends before that."""
        while not acked.done():
            await self.connected()
            socket = self._sockets[-1]
            with suppress(ConnectionError):
                await socket.send_json(message)
            await self.until(lambda over=socket: acked.done() or over not in self._sockets)
        return acked.result()

    # ------------------------------------------------------------ the server

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello"})
        async with self._changed:
            self._sockets.append(socket)
            self._changed.notify_all()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                said = json.loads(message.data)
                waiting = self._acked.pop(said.get("envelope_id", ""), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(said.get("payload"))
                    async with self._changed:
                        self._changed.notify_all()
        async with self._changed:
            self._sockets.remove(socket)
            self._changed.notify_all()
        return socket

    async def _response_url(self, request: web.Request) -> web.Response:
        await self._keep_private(await request.json())
        return web.Response(text="ok")

    async def _method(self, request: web.Request) -> web.Response:
        method, fields = request.match_info["method"], await fields_of(request)
        self.calls.append(method)
        if method == "auth.test" and self.startup_failures:
            return web.Response(status=self.startup_failures.pop(0), text="<html>busy</html>")
        if method == "auth.test" and self.auth_error:
            return web.json_response({"ok": False, "error": self.auth_error})
        known: dict[str, Callable[[Json], Any]] = {
            "auth.test": self._auth_test,
            "apps.connections.open": self._open,
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.history": self._history,
            "conversations.replies": self._history,
        }
        if self.habits.ephemeral:
            known["chat.postEphemeral"] = self._keep_private
        if method in known:
            return web.json_response({"ok": True, **(await known[method](fields) or {})})
        if self.habits.refusal == "404":
            return web.Response(status=404, text="404: Not Found")
        return web.json_response({"ok": False, "error": self.habits.refusal})

    async def _auth_test(self, fields: Json) -> Json:
        return {"team_id": "T1", "user_id": BOT}

    async def _open(self, fields: Json) -> Json:
        return {"url": self._origin.replace("http", "ws", 1) + "/socket"}

    async def _post(self, fields: Json) -> Json:
        channel = self.habits.ids_of_names.get(fields["channel"], fields["channel"])
        kept = {key: fields[key] for key in ("text", "thread_ts", "blocks", "metadata") if fields.get(key)}
        ts = self._ts()
        message = {**kept, "channel": channel, "ts": ts, "user": BOT}
        await self._keep(message)
        if self._sockets:  # Slack tells apps of their own posts too
            echo = {key: message[key] for key in ("channel", "ts", "user", "text", "thread_ts") if key in message}
            payload = {"type": "event_callback", "event": {"type": "message", **echo}}
            with suppress(ConnectionError):
                await self._sockets[-1].send_json(
                    {"envelope_id": f"echo{ts}", "type": "events_api", "payload": payload}
                )
        return {"channel": channel, "ts": ts}

    async def _update(self, fields: Json) -> None:
        message = self._find(fields["channel"], fields["ts"])
        message.update({key: fields[key] for key in ("text", "blocks") if key in fields})
        async with self._changed:
            self._changed.notify_all()

    async def _history(self, fields: Json) -> Json:
        root = fields.get("ts")
        here = [m for m in self.messages if m["channel"] == fields["channel"]]
        if root:
            found = [m for m in here if root in (m["ts"], m.get("thread_ts"))]
        else:
            found = [m for m in here if "thread_ts" not in m][::-1]
        if self.habits.filters_history and not root:
            found = [m for m in found if m["ts"] > str(fields.get("oldest") or "")]
        drop = {*self.habits.forgets, "channel"}
        return {"messages": [{key: value for key, value in m.items() if key not in drop} for m in found]}

    async def _keep_private(self, fields: Json) -> None:
        async with self._changed:
            self.private.append(fields)
            self._changed.notify_all()

    async def _keep(self, message: Json) -> None:
        async with self._changed:
            self.messages.append(message)
            self._changed.notify_all()

    def _find(self, channel: str, ts: str) -> Json:
        return next(m for m in self.messages if (m["channel"], m["ts"]) == (channel, ts))

    def _ts(self) -> str:
        self._made += 1
        return f"{(FIRST_TS + self._made) / 1_000_000:.6f}"


async def fields_of(request: web.Request) -> Json:
    if request.method == "GET":
        return dict(request.query)
    if request.content_type == "application/json":
        return dict(await request.json())
    form = dict(await request.post())
    return {key: json.loads(value) if str(value)[:1] in "[{" else value for key, value in form.items()}
