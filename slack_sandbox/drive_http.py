"""The drive over HTTP: `POST /drive/act/<name>` to do things, `GET /drive/look/<name>` to see them, JSON both ways."""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from slack_sandbox.faults import CallFault, Copy
from slack_sandbox.files import NewFile
from slack_sandbox.jsonlike import Json, written
from slack_sandbox.refusal import DriveError

if TYPE_CHECKING:
    from slack_sandbox.sandbox import Sandbox

ACTS = frozenset(
    {
        *("post", "deliver_again", "forward", "edit", "unfurl", "delete", "react", "unreact"),
        *("join", "leave", "remove_app", "archive", "rename", "change_id", "share", "unshare"),
        *(
            "new_organisation",
            "new_enterprise",
            "new_user",
            "new_bot",
            "change_profile",
            "alias",
            "report",
            "new_channel",
            "new_shared_channel",
        ),
        *("click", "click_view", "suggest", "open_home", "submit", "close_view"),
        *("command", "message_shortcut", "global_shortcut"),
    }
)
FAULTS = frozenset(
    {
        *("call", "refuse", "allow", "hold", "let_go", "duplicate", "lose", "ignore_acks", "reorder"),
        *("withhold", "release", "revoke_token", "clear"),
    }
)
TAIL = 200


class DriveHttp:
    """Bodies must be JSON by content type, so that no plain form of another page gets through."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def act(self, request: web.Request) -> web.Response:
        """Do as a person does; the body holds the arguments of the method of that name."""
        name = request.match_info["name"]
        if name not in ACTS:
            return _no(f"no act {name!r}; there is: {', '.join(sorted(ACTS))}", 404)
        return await self._call(request, getattr(self._sandbox.drive, name))

    async def fault(self, request: web.Request) -> web.Response:
        """Plan a fault: a method of `sandbox.faults`, or disconnect and drop for the sockets."""
        name = request.match_info["name"]
        if name == "disconnect":
            return await self._call(request, self._sandbox.disconnect)
        if name == "drop":
            return await self._call(request, self._sandbox.drop_sockets)
        if name not in FAULTS:
            kinds = ", ".join((*CallFault, *Copy))
            return _no(f"no fault {name!r}; there is: {', '.join(sorted(FAULTS))}, disconnect, drop ({kinds})", 404)
        return await self._call(request, getattr(self._sandbox.faults, name))

    async def look(self, request: web.Request) -> web.Response:
        """See the world, messages, a thread, ephemerals, views, or what passed over the wire."""
        looks = self._looks()
        name = request.match_info["name"]
        if name not in looks:
            return _no(f"nothing to look at called {name!r}; there is: {', '.join(sorted(looks))}", 404)
        try:
            return _yes(looks[name](**dict(request.query)))
        except (KeyError, TypeError, ValueError) as error:
            return _no(str(error.args[0] if error.args else error), 400)

    async def _call(self, request: web.Request, run: Callable[..., Any]) -> web.Response:
        if request.content_type != "application/json":
            return _no("the body must be application/json", 415)
        try:
            body = await request.json() if request.can_read_body else {}
            arguments = _arguments(run, body)
        except (ValueError, TypeError, KeyError) as error:
            return _no(f"bad arguments: {error}", 400)
        try:
            result = run(**arguments)
            return _yes(await result if inspect.isawaitable(result) else result)
        except (DriveError, KeyError, ValueError) as error:
            return _no(str(error.args[0]), 409)

    def _looks(self) -> dict[str, Callable[..., object]]:
        sandbox = self._sandbox
        return {
            "world": lambda: asdict(sandbox.world),
            "messages": sandbox.messages,
            "thread": sandbox.thread,
            "ephemerals": sandbox.ephemerals,
            "direct_messages": sandbox.direct_messages,
            "view": sandbox.view_of,
            "home": sandbox.home_of,
            "status": sandbox.status_of,
            "calls": lambda last=TAIL: sandbox.calls[-int(last) :],
            "envelopes": lambda last=TAIL: sandbox.envelopes[-int(last) :],
            "oddities": lambda: sandbox.oddities,
            "held": lambda: sandbox.faults.held,
            "dropped": lambda: sandbox.dropped_events,
            "sockets": lambda: len(sandbox.hub.open_sockets),
        }


def _arguments(run: Callable[..., Any], body: object) -> Json:
    if not isinstance(body, dict):
        raise TypeError("the body must be an object")
    arguments = dict(body)
    if isinstance(arguments.get("files"), list):
        arguments["files"] = [_file(file) for file in arguments["files"]]
    inspect.signature(run).bind(**arguments)
    return arguments


def _file(raw: Json) -> NewFile:
    content = base64.b64decode(str(raw.get("content_base64", "")), validate=True)
    return NewFile(str(raw["name"]), str(raw.get("mimetype", "")), content)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _yes(value: object) -> web.Response:
    text = written({"ok": True, "result": _plain(value)})
    return web.Response(text=text, content_type="application/json")


def _no(message: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": message}, status=status)


def add_drive(app: web.Application, sandbox: Sandbox) -> None:
    """Add the drive's routes."""
    http = DriveHttp(sandbox)
    app.router.add_post("/drive/act/{name}", http.act)
    app.router.add_post("/drive/fault/{name}", http.fault)
    app.router.add_get("/drive/look/{name}", http.look)
