"""What is fetched over HTTP: redirects are followed, but never from a site into this network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.errors import ConfigError, EarnestError, TransientError
from bot.knowledge.load.fetch import GoneError, fetch_text


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """A server whose paths lead elsewhere."""

    async def moved(request: web.Request) -> web.Response:
        port = request.url.port
        to = {
            "/once": "/page",
            "/round": "/round",
            "/inside": f"http://localhost:{port}/page",
            "/metadata": "http://169.254.169.254/latest",
            "/file": "file:///etc/passwd",
        }
        raise web.HTTPFound(to[request.path])

    async def page(request: web.Request) -> web.Response:
        del request
        return web.Response(text="the page")

    async def answers(request: web.Request) -> web.Response:
        return web.Response(status=int(request.match_info["status"]))

    app = web.Application()
    app.add_routes([web.get("/page", page), web.get("/answers/{status}", answers), web.get("/{name}", moved)])
    runner = web.AppRunner(app)
    await runner.setup()
    server = web.TCPSite(runner, "127.0.0.1", 0)
    await server.start()
    yield server.name
    await runner.cleanup()


async def test_a_redirect_on_the_same_host_is_followed(site: str) -> None:
    assert await asyncio.to_thread(fetch_text, f"{site}/once") == "the page"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("round", "circle of redirects"),
        ("inside", "leads into this network"),
        ("metadata", "leads into this network"),
        ("file", "no web address"),
    ],
)
async def test_a_redirect_never_leads_from_a_site_into_this_network(site: str, path: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        await asyncio.to_thread(fetch_text, f"{site}/{path}")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, GoneError), (410, GoneError), (403, ConfigError), (429, TransientError), (503, TransientError)],
)
async def test_what_is_gone_is_told_from_what_is_closed_and_what_is_down(
    site: str, status: int, kind: type[EarnestError]
) -> None:
    with pytest.raises(EarnestError, match=str(status)) as refused:
        await asyncio.to_thread(fetch_text, f"{site}/answers/{status}")
    assert type(refused.value) is kind
