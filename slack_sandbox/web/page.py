"""Adds the page to a sandbox: its files, its live sockets, and what it asks beside the drive."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web
from rich.emoji import Emoji, NoEmoji

from slack_sandbox.emoji import SHORT_NAMES
from slack_sandbox.web.assets import HEADERS, Assets
from slack_sandbox.web.features import features
from slack_sandbox.web.inspector_log import InspectorLog
from slack_sandbox.web.latest_customer import latest_customer_message
from slack_sandbox.web.live import Live
from slack_sandbox.web.read_cursors import ReadCursors
from slack_sandbox.web.screen import Screen
from slack_sandbox.web.story import PACE_S, Scenes, Story

if TYPE_CHECKING:
    from slack_sandbox.sandbox import Sandbox

# Kinds of pictures a browser draws without running anything in them; all other files are only downloaded.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class Page:
    """`/` is one window, `/both` two side by side; `/web/…` is what they load."""

    def __init__(self, sandbox: Sandbox, scenes: Scenes | None) -> None:
        ws = sandbox.workspace
        self._sandbox = sandbox
        self._assets = Assets()
        self.story = Story(scenes, ws.changes.notify, partial(latest_customer_message, ws))
        cursors, log = ReadCursors(ws.ids.ts()), InspectorLog(ws.journal)
        self.live = Live(sandbox, Screen(sandbox, cursors, log, self.story), cursors, log)

    async def index(self, request: web.Request) -> web.Response:
        """One window."""
        return self._assets.serve(request, "index.html")

    async def both(self, request: web.Request) -> web.Response:
        """Two windows, a customer's and the desk's."""
        return self._assets.serve(request, "both.html")

    async def asset(self, request: web.Request) -> web.Response:
        """A file of the page."""
        return self._assets.serve(request, request.match_info["path"])

    async def about(self, request: web.Request) -> web.Response:
        """What does not change while the sandbox runs: the app's features, everyday emoji."""
        del request
        known = {name: char for char, name in SHORT_NAMES.items()}
        world = self._sandbox.world
        told = {
            **features(self._sandbox.workspace.grants),
            "emoji": known,
            "bot": {"id": world.bot.id, "bot_id": world.bot.bot_id, "name": world.bot.real_name},
            "host": world.host.id,
            "now": self._sandbox.workspace.now(),
        }
        return web.json_response(told, headers=HEADERS)

    async def emoji(self, request: web.Request) -> web.Response:
        """The character of an emoji by its short name."""
        try:
            return web.json_response({"char": str(Emoji(request.match_info["name"]))}, headers=HEADERS)
        except NoEmoji:
            return web.json_response({"char": None}, headers=HEADERS)

    async def file(self, request: web.Request) -> web.Response:
        """A file somebody attached: pictures are shown, everything else is downloaded."""
        file = self._sandbox.workspace.files.get(request.match_info["file"])
        if file is None or file.deleted or not file.content:
            return web.Response(status=404, text="there is no such file", headers=HEADERS)
        shown = file.mimetype in PICTURES
        kind = file.mimetype if shown else "application/octet-stream"
        place = {} if shown else {"Content-Disposition": "attachment"}
        return web.Response(body=file.content, content_type=kind, headers={**HEADERS, **place})

    async def play(self, request: web.Request) -> web.Response:
        """Play scenes: `{"first", "last", "pace_s"}`; an empty object stops the one that plays."""
        if request.content_type != "application/json":
            return web.json_response({"ok": False, "error": "the body must be application/json"}, status=415)
        try:
            body = await request.json()
            if body:
                self.story.play(int(body["first"]), int(body["last"]), min(float(body.get("pace_s", PACE_S)), 60.0))
            else:
                await self.story.stop()
        except (ValueError, KeyError, TypeError) as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)
        return web.json_response({"ok": True})

    async def close(self, app: web.Application) -> None:
        """Close the windows and stop the story."""
        del app
        await self.story.stop()
        await self.live.close()


def add_page(app: web.Application, sandbox: Sandbox, scenes: Scenes | None = None) -> None:
    """For `Sandbox(extra=…)`. Without `scenes` the page has no story to play."""
    page = Page(sandbox, scenes)
    app.router.add_get("/", page.index)
    app.router.add_get("/both", page.both)
    app.router.add_get("/web/live", page.live.handle)
    app.router.add_get("/web/about", page.about)
    app.router.add_get("/web/emoji/{name}", page.emoji)
    app.router.add_get("/web/file/{file}", page.file)
    app.router.add_post("/web/story", page.play)
    app.router.add_get("/web/{path:.+}", page.asset)
    app.on_shutdown.append(page.close)
