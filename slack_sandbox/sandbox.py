"""One running stand-in: start it, point the SDK at it, act in it, look at what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import deepcopy
from itertools import takewhile
from types import TracebackType
from typing import TypeVar

from aiohttp import web

from slack_sandbox.delivery import Delivery
from slack_sandbox.drive.drive import Drive
from slack_sandbox.drive_http import add_drive
from slack_sandbox.events import TOKEN
from slack_sandbox.faults import Faults
from slack_sandbox.journal import Call, Envelope, Ephemeral
from slack_sandbox.jsonlike import Json
from slack_sandbox.options import Options
from slack_sandbox.server import build
from slack_sandbox.socket_mode import SocketHub
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import Channel, World

T = TypeVar("T")
EXTRA = Callable[[web.Application, "Sandbox"], None]


class Sandbox:
    """`async with Sandbox() as sb:` then `sb.api_url`, `sb.bot_token`, `sb.app_token` for the app.

    `sb.drive` acts as people; the rest looks at what came of it.

    `extra` adds routes before the server starts (a web page). Its state outlives every restart of the app."""

    def __init__(self, options: Options | None = None, extra: EXTRA | None = None) -> None:
        self.workspace = Workspace(options or Options())
        self.hub = SocketHub(self.workspace)
        self.delivery = Delivery(self.workspace, self.hub)
        self.workspace.emit = self.delivery.emit
        self.workspace.open_socket_url = self.hub.new_url
        self.drive = Drive(self.workspace, self.hub)
        self._extra = extra
        self._runner: web.AppRunner | None = None

    # ------------------------------------------------------------ running

    async def start(self) -> None:
        """Listen. Refuses addresses that are not loopback."""
        options = self.workspace.options
        if options.host not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError(f"the sandbox listens on loopback only, not on {options.host}")
        app = build(self.workspace, self.hub)
        add_drive(app, self)
        if self._extra is not None:
            self._extra(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, options.host, options.port).start()
        port = self._runner.addresses[0][1]
        self.workspace.base_url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """Give up what is under way and close."""
        self.faults.let_go()
        await self.delivery.close()
        await self.hub.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Sandbox:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The server's address without a trailing slash."""
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        """For SLACK_API_URL or the SDK's base_url."""
        return f"{self.workspace.base_url}/api/"

    @property
    def bot_token(self) -> str:
        """The token the app was installed with."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token for Socket Mode."""
        return self.workspace.app_token

    # ------------------------------------------------------------ looking

    @property
    def world(self) -> World:
        """Organisations, people, channels."""
        return self.workspace.world

    @property
    def faults(self) -> Faults:
        """Plans what goes wrong."""
        return self.workspace.faults

    @property
    def calls(self) -> list[Call]:
        """Every Web API call, oldest first."""
        return self.workspace.journal.calls

    @property
    def response_posts(self) -> list[Call]:
        """Every post to a response_url."""
        return self.workspace.journal.response_posts

    @property
    def envelopes(self) -> list[Envelope]:
        """Every delivery attempt."""
        return self.workspace.journal.envelopes

    @property
    def oddities(self) -> list[str]:
        """What Slack ignores without an error and a correct app does not do."""
        return self.workspace.journal.oddities

    @property
    def dropped_events(self) -> list[Json]:
        """Events given up after all retries, and those that a fault lost."""
        return self.workspace.journal.dropped_events

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return self.workspace.journal.calls_of(method)

    def messages(self, channel: str, after: str = "") -> list[Json]:
        """What stands in a channel itself, `after` a ts, oldest first, with metadata and thread figures."""
        place = self.world.channel(channel)
        newest_first = takewhile(lambda ts: ts > after, self.workspace.messages.history(place.id))
        order = reversed(list(newest_first))
        return [shown for ts in order if (shown := self.workspace.messages.shown(place.id, ts))]

    def thread(self, channel: str, ts: str) -> list[Json]:
        """A thread, parent first; empty when the parent is gone."""
        place = self.world.channel(channel)
        order = self.workspace.messages.thread(place.id, ts)
        return [shown for each in order if (shown := self.workspace.messages.shown(place.id, each))]

    def message(self, channel: str, ts: str) -> Json | None:
        """One message as it stands."""
        return self.workspace.messages.shown(self.world.channel(channel).id, ts)

    def bot_posts(self, channel: str) -> list[Json]:
        """All messages of the app in a channel, replies too, oldest first."""
        place = self.world.channel(channel)
        return [
            deepcopy(raw)
            for raw in self.workspace.messages.in_order(place.id)
            if raw.get("bot_id") == self.world.bot.bot_id
        ]

    def direct_messages(self, user: str) -> list[Json]:
        """What stands in a person's direct message with the app, oldest first; empty before it was opened."""
        user_id = self.world.user(user).id
        place = next((c for c in self.world.channels.values() if c.im_user == user_id), None)
        return self.messages(place.id) if place is not None else []

    def ephemerals(self, user: str) -> list[Ephemeral]:
        """What only this person was shown, oldest first."""
        user_id = self.world.user(user).id
        return [seen for seen in self.workspace.journal.ephemerals if seen.user == user_id]

    def view_of(self, user: str) -> Json | None:
        """The modal in front of a person."""
        record = self.workspace.views.top(self.world.user(user).id)
        return deepcopy(record.raw) if record else None

    def home_of(self, user: str) -> Json | None:
        """A person's App Home."""
        record = self.workspace.views.home(self.world.user(user).id)
        return deepcopy(record.raw) if record else None

    def status_of(self, channel: str, thread_ts: str) -> str:
        """The app's status line in a thread, empty for none."""
        return self.workspace.statuses.get((self.world.channel(channel).id, thread_ts), "")

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 60.0) -> T:  # noqa: ASYNC109
        """The predicate's first true value, asked again after every change. Raises TimeoutError."""
        return await self.workspace.changes.wait_for(predicate, timeout)

    async def connected(self, sockets: int = 1, timeout: float = 60.0) -> None:  # noqa: ASYNC109
        """Wait until the app holds this many sockets."""
        await self.wait_for(lambda: len(self.hub.open_sockets) >= sockets, timeout)

    # ------------------------------------------------------------ Slack's own doing

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every socket to reconnect: warning, refresh_requested or link_disabled."""
        await self.hub.disconnect(reason)

    def drop_sockets(self) -> None:
        """Abort every socket, as a broken network would."""
        self.hub.drop()

    def tell_rate_limited(self) -> None:
        """Send app_rate_limited, which has no inner event."""
        minute = int(self.workspace.now()) // 60 * 60
        self.delivery.send(
            {
                "token": TOKEN,
                "type": "app_rate_limited",
                "team_id": self.world.host.id,
                "minute_rate_limited": minute,
                "api_app_id": self.world.bot.app_id,
            }
        )

    def clear_screens(self) -> None:
        """Take every modal and App Home away, as if nobody had Slack open."""
        self.workspace.views.clear_all()
        self.workspace.changes.notify()

    def send_raw(self, payload: Json) -> None:
        """Send an Events API payload of any shape."""
        self.delivery.send(payload)

    def new_shared_channel(self, org: str, name: str = "", *, private: bool = False) -> Channel:
        """A fresh channel shared with one organisation; `drive.new_shared_channel` takes more."""
        return self.drive.new_shared_channel(org, name, private=private)


async def serve(
    options: Options | None = None, *, extra: EXTRA | None = None, ready: Callable[[Sandbox], None] | None = None
) -> None:
    """Run a sandbox until cancelled; `ready` is called once it listens."""
    async with Sandbox(options, extra) as sandbox:
        if ready is not None:
            ready(sandbox)
        await asyncio.Event().wait()
