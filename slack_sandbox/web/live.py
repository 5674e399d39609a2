"""The socket of each window: it says what it looks at, and is sent what changes there."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from slack_sandbox.jsonlike import Json, written
from slack_sandbox.web.inspector_log import InspectorLog
from slack_sandbox.web.read_cursors import ReadCursors
from slack_sandbox.web.screen import Screen
from slack_sandbox.web.viewport import Viewport, read_viewport

if TYPE_CHECKING:
    from slack_sandbox.sandbox import Sandbox

log = logging.getLogger(__name__)
# Changes that come closer together than this are sent as one; a person sees no difference.
FRAME_S = 0.03
FRAME_MAX = 64 * 1024


class Live:
    """Windows send `{"type":"watch"}` with a viewport, `{"type":"read"}` with user, place, ts; they get set, drop."""

    def __init__(self, sandbox: Sandbox, screen: Screen, cursors: ReadCursors, log: InspectorLog) -> None:
        self._changes = sandbox.workspace.changes
        self._screen = screen
        self._cursors = cursors
        self._log = log
        self._open: set[web.WebSocketResponse] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One window, until it closes."""
        ws = web.WebSocketResponse(heartbeat=30.0, max_msg_size=FRAME_MAX, timeout=1.0)
        await ws.prepare(request)
        window = _Window(ws)
        self._open.add(ws)
        pusher = asyncio.create_task(self._push(window), name="window")
        try:
            async for frame in ws:
                if frame.type is WSMsgType.TEXT and self._take(window, frame.data):
                    self._changes.notify()
        finally:
            self._open.discard(ws)
            pusher.cancel()
            await asyncio.gather(pusher, return_exceptions=True)
        return ws

    async def close(self) -> None:
        """Close all windows' sockets."""
        await asyncio.gather(*(ws.close() for ws in list(self._open)), return_exceptions=True)

    def _take(self, window: _Window, text: str) -> bool:
        try:
            frame = json.loads(text)
            if frame["type"] == "watch":
                window.viewport = read_viewport(frame)
                return True
            user, place, ts = (str(frame[name]) for name in ("user", "place", "ts"))
            return self._cursors.read(user, place, ts)
        except (ValueError, KeyError, TypeError):
            return False

    async def _push(self, window: _Window) -> None:
        try:
            await self._follow(window)
        except ConnectionError:
            return  # the window went away while something was sent to it
        except Exception:
            log.exception("a window of the page could not be drawn; it is closed and will connect again")
            await window.close()

    async def _follow(self, window: _Window) -> None:
        while True:
            seen = self._changes.count
            self._log.trim()
            if window.viewport is not None:
                await window.show(self._screen, window.viewport)
            if self._changes.count == seen:
                await self._changes.next()
            await asyncio.sleep(FRAME_S if window.busy else 0)


class _Window:
    def __init__(self, ws: web.WebSocketResponse) -> None:
        self._ws = ws
        self.viewport: Viewport | None = None
        self._sent: dict[str, object] = {}
        self.busy = False

    async def close(self) -> None:
        """Let it connect again."""
        await self._ws.close()

    async def show(self, screen: Screen, viewport: Viewport) -> None:
        """Send what differs from what was sent before."""
        now: dict[str, object] = {}
        fresh: Json = {}
        for key, seen, make in screen.pieces(viewport):
            now[key] = seen
            if key not in self._sent or self._sent[key] != seen:
                fresh[key] = make()
        gone = [key for key in self._sent if key not in now]
        self._sent = now
        self.busy = bool(fresh or gone)
        if self.busy:
            await self._ws.send_str(written({"set": fresh, "drop": gone}))
