"""The loopback HTTP server: routes, and the guard against pages of other origins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from slack_sandbox.hooks import Hooks
from slack_sandbox.socket_mode import SocketHub
from slack_sandbox.webapi import WebApi
from slack_sandbox.workspace import Workspace

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
BODY_MAX = 20 * 1024 * 1024


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a host name that is not loopback (DNS rebinding) and a page of another origin."""
    host = urlsplit(f"//{request.headers.get('Host', '')}")
    if host.hostname not in _LOOPBACK:
        return web.Response(status=403, text="this server answers on loopback only")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.headers['Host']}":
        return web.Response(status=403, text="pages of other origins may not drive this server")
    return await handler(request)


def build(ws: Workspace, hub: SocketHub) -> web.Application:
    """The application with Slack's own endpoints."""
    hooks = Hooks(ws)
    app = web.Application(middlewares=[guard], client_max_size=BODY_MAX)
    app.router.add_route("*", "/api/{method}", WebApi(ws).handle)
    app.router.add_get("/link/", hub.handle)
    app.router.add_post("/actions/{token}", hooks.respond)
    app.router.add_post("/upload/v1/{token}", hooks.upload)
    app.router.add_get("/files-pri/{file}/{tail:.*}", hooks.download)
    return app
