"""Fixtures: a sandbox, one on a clock moved by hand, and the SDK's real client."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import ManualClock, Options, Sandbox
from slack_sandbox.manifest import Grants

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The SDK would send loopback calls through a proxy: it ignores NO_PROXY."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    yield


def everything() -> Grants:
    """Grants for all that the stand-in can do, which is more than the product asks for."""
    granted = Options().grants
    more = granted.scopes | {"team:read"}
    return replace(granted, scopes=more, events=granted.events | {"reaction_removed"}, messages_tab=False)


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(Options(rate_limits=False, grants=everything())) as running:
        yield running


@pytest_asyncio.fixture
async def strict() -> AsyncIterator[Sandbox]:
    """With rate limits, on a clock that the test moves."""
    async with Sandbox(Options(clock=ManualClock(), grants=everything())) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return client_of(sandbox)


def client_of(sandbox: Sandbox, token: str | None = None) -> AsyncWebClient:
    """The SDK's client as an app makes it, without its silent second try."""
    return AsyncWebClient(token=token or sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
