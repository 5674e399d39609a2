"""A real bolt app in Socket Mode that remembers what it got, and a bare socket for what bolt hides."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from slack_sandbox import Sandbox
from tests.slack_sandbox.conftest import client_of

Json = dict[str, Any]


@dataclass
class BoltApp:
    """`bodies` are whole event payloads in order of arrival."""

    app: AsyncApp
    handler: AsyncSocketModeHandler
    bodies: list[Json] = field(default_factory=list)

    def events(self, kind: str | None = None) -> list[Json]:
        return [body["event"] for body in self.bodies if kind in (None, body["event"]["type"])]


@asynccontextmanager
async def bolt(sandbox: Sandbox, *, ping_interval: float = 5) -> AsyncIterator[BoltApp]:
    """An app that takes every event and acks it."""
    app = AsyncApp(client=client_of(sandbox), ignoring_self_events_enabled=False)
    handler = AsyncSocketModeHandler(app, sandbox.app_token, ping_interval=ping_interval)
    running = BoltApp(app, handler)

    async def take(body: Json) -> None:
        running.bodies.append(body)
        sandbox.workspace.changes.notify()

    for kind in (
        *("message", "app_mention", "reaction_added", "reaction_removed", "app_home_opened"),
        *("member_joined_channel", "channel_shared", "channel_unshared", "channel_id_changed"),
    ):
        app.event(kind)(take)
    await handler.connect_async()
    await sandbox.connected()
    try:
        yield running
    finally:
        await handler.close_async()


@dataclass
class BareSocket:
    """A Socket Mode client that acks only when told to."""

    ws: aiohttp.ClientWebSocketResponse

    async def next(self) -> Json:
        async with asyncio.timeout(30):
            return json.loads(await self.ws.receive_str())

    async def ack(self, envelope: Json, payload: Json | None = None) -> None:
        answer: Json = {"envelope_id": envelope["envelope_id"]}
        if payload is not None:
            answer["payload"] = payload
        await self.ws.send_str(json.dumps(answer))


@asynccontextmanager
async def bare_socket(sandbox: Sandbox, *, hello: bool = True) -> AsyncIterator[BareSocket]:
    """Connect by hand; with `hello` that first message has been read."""
    opened = await client_of(sandbox).apps_connections_open(app_token=sandbox.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"], autoping=False) as ws:
        socket = BareSocket(ws)
        if hello:
            assert (await socket.next())["type"] == "hello"
        yield socket
