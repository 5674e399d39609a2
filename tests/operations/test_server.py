"""The HTTP server: what it tells, to whom it listens, and what it refuses."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import aiohttp
import pytest

from bot.errors import ConfigError
from bot.operations.metrics import Metrics
from bot.operations.server import served
from bot.operations.watch import Watch
from bot.settings import Settings


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def settings(port: int | None = 0, host: str = "127.0.0.1") -> Settings:
    return Settings.model_construct(http_port=port, http_host=host)


async def get(address: str, path: str) -> tuple[int, object]:
    async with aiohttp.ClientSession() as session, session.get(address + path) as response:
        return response.status, await response.json()


async def test_without_a_port_nobody_listens() -> None:
    assert Settings.model_construct().http_port is None
    async with served(settings(None), Watch(), Metrics()) as address:
        assert address is None


async def test_a_bot_that_starts_lives_and_is_not_ready() -> None:
    async with served(settings(), Watch(), Metrics()) as address:
        assert address is not None and address.startswith("http://127.0.0.1:")
        assert await get(address, "/health/live") == (200, {"alive": True})
        status, told = await get(address, "/health/ready")
        assert status == 503
        assert told == {"ready": False, "reasons": {"starting": "Earnest is starting"}, "queues": {}}


async def test_it_listens_on_ipv6_where_that_is_asked_for() -> None:
    if not _has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    async with served(settings(host="::1"), Watch(), Metrics()) as address:
        assert address is not None and address.startswith("http://[::1]:")
        assert (await get(address, "/health/live"))[0] == 200


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


async def test_a_port_that_somebody_holds_is_named_in_one_sentence(taken: int) -> None:
    with pytest.raises(ConfigError, match=rf"^HTTP_PORT: 127.0.0.1, port {taken} cannot be listened on"):
        async with served(settings(taken), Watch(), Metrics()):
            pass


async def test_only_reading_is_offered_and_what_serves_is_not_told() -> None:
    async with served(settings(), Watch(), Metrics()) as address, aiohttp.ClientSession() as session:
        async with session.post(f"{address}/health/live") as refused:
            assert refused.status == 405
        async with session.get(f"{address}/health/live") as told:
            assert (told.headers["Server"], told.headers["Cache-Control"]) == ("earnest", "no-store")
        async with session.get(f"{address}/") as none:
            assert none.status == 404
