"""The HTTP server for orchestrators and monitors: GET alone, nothing of what customers said."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import ConfigError
from bot.operations.metrics import Metrics
from bot.operations.watch import Watch
from bot.settings import Settings

log = logging.getLogger(__name__)
CLOSES_WITHIN_S = 1.0


@asynccontextmanager
async def served(settings: Settings, watch: Watch, metrics: Metrics) -> AsyncIterator[str | None]:
    """Listen on HTTP_HOST and HTTP_PORT (0: any that is free) while the context is open; the address. Without HTTP_PORT
    nobody listens: None.

    Raises ConfigError where the address cannot be had."""
    if settings.http_port is None:
        yield None
        return
    runner = web.AppRunner(application(watch, metrics), access_log=None, shutdown_timeout=CLOSES_WITHIN_S)
    await runner.setup()
    try:
        yield await _listen(runner, settings.http_host, settings.http_port)
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> str:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise ConfigError(f"HTTP_PORT: {host}, port {port} cannot be listened on ({what}); set another one") from None
    addresses = [f"http://{f'[{at[0]}]' if ':' in at[0] else at[0]}:{at[1]}" for at in runner.addresses]
    log.info("health is told on %s", ", ".join(addresses))
    return addresses[0]


def application(watch: Watch, metrics: Metrics) -> web.Application:
    """The routes."""

    async def live(request: web.Request) -> web.Response:
        del request
        alive = watch.alive
        return web.json_response({"alive": alive}, status=200 if alive else 503)

    async def ready(request: web.Request) -> web.Response:
        del request
        seen = await watch.look()
        waits = {name: {"waiting": q.waiting, "oldest_s": round(q.oldest_s, 1)} for name, q in seen.queues.items()}
        told = {"ready": seen.ready, "reasons": dict(seen.reasons), "queues": waits}
        return web.json_response(told, status=200 if seen.ready else 503)

    async def scraped(request: web.Request) -> web.Response:
        metrics.show(await watch.look())
        figures = await watch.figures()
        if figures is not None:
            metrics.figure(figures)
        body, content_type = metrics.text(request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": content_type})

    app = web.Application()
    app.add_routes([web.get("/health/live", live), web.get("/health/ready", ready), web.get("/metrics", scraped)])
    app.on_response_prepare.append(_plain)
    return app


async def _plain(request: web.Request, response: web.StreamResponse) -> None:
    """No cache may answer for us, and nobody need know what we are made of."""
    del request
    response.headers["Cache-Control"] = "no-store"
    response.headers["Server"] = "earnest"
