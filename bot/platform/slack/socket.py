"""Builds the Bolt app and keeps its Socket Mode connection; tells when a connection is (again) there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.telemetry import Tell, Where, nobody
from bot.errors import EarnestError, PermanentError
from bot.platform.failures import report
from bot.platform.slack.errors import to_ours
from bot.platform.slack.facts import Identity

log = logging.getLogger(__name__)
WEB_TIMEOUT_S = 10


def web_client(token: str, base_url: str, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
    """A client without the SDK's own retries: a retried post may be a doubled post. Without a `session` (see
    `web_session`) each call opens a connection of its own."""
    return AsyncWebClient(token=token, base_url=base_url, timeout=WEB_TIMEOUT_S, retry_handlers=[], session=session)


def web_session() -> aiohttp.ClientSession:
    """Connections to keep for the app's life; the SDK's own time limit does not reach a session it is given."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WEB_TIMEOUT_S))


def checked(session: aiohttp.ClientSession, check: Callable[[], None]) -> None:
    """Have every call of a session checked before it looks for a connection, and once more just before its body is
    written: what `check` raises stops it before a byte is sent. In between it may wait, or the process be stopped."""

    async def ask(*_: object) -> None:
        check()

    asked = aiohttp.TraceConfig()
    asked.on_request_start.append(ask)
    asked.on_request_chunk_sent.append(ask)  # "sent" is its name: aiohttp calls it before it writes
    asked.freeze()
    session.trace_configs.append(asked)


def bolt_app(client: AsyncWebClient, identity: Identity) -> AsyncApp:
    """An app that knows who it is already: Bolt's own auth.test at the first event would lose that event on failure."""

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team_id,
            bot_user_id=identity.user_id,
            bot_id=identity.bot_id,
            bot_token=client.token,
        )

    quiet = logging.getLogger("bot.bolt")
    quiet.addFilter(_in_a_line)
    plain = AsyncWebClient(base_url=client.base_url, timeout=client.timeout, retry_handlers=[])
    # Without a name Bolt looks for one up the stack, through the source of every module that is loaded.
    return AsyncApp(name="earnest", client=plain, authorize=authorize, logger=quiet)


def _in_a_line(record: logging.LogRecord) -> bool:
    """The SDK tells of each broken connection with a traceback of its own insides; its message says as much."""
    if record.levelno < logging.CRITICAL and not logging.getLogger(record.name).isEnabledFor(logging.DEBUG):
        record.exc_info = None
    return True


class Socket:
    """The Socket Mode connection. `on_connected` runs after every hello, the first one included; one that still runs
    then ends, for what it does is done anew."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient, tell: Tell = nobody) -> None:
        self._app = app
        self._token = app_token
        self._client = client
        self._tell = tell
        self._handler: AsyncSocketModeHandler | None = None
        self._after_hello: asyncio.Task[None] | None = None

    async def connect(self, on_connected: Callable[[], Awaitable[None]]) -> None:
        """Connect and return. Slack's client retries by itself from here on, for ever."""
        handler = AsyncSocketModeHandler(self._app, self._token, web_client=self._client)

        async def hello(_: Any, message: dict[str, Any], __: str | None = None) -> None:
            if message.get("type") == "hello":
                if self._after_hello is not None:  # what it has not read yet, the next one reads
                    self._after_hello.cancel()
                self._after_hello = asyncio.ensure_future(self._guarded(on_connected))

        handler.client.message_listeners.append(hello)
        self._handler = handler
        await handler.connect_async()  # type: ignore[no-untyped-call]

    async def connected(self) -> bool:
        """Whether the connection stands and Slack's pings are answered."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """The next connection tries again."""
        try:
            await work()
        except EarnestError as error:
            log.error("catching up after a connection failed: %s", error)
        except Exception as error:
            report(Where.CATCH_UP, "catching up after a connection", error, self._tell)

    async def close(self) -> None:
        """Stop listening; envelopes not yet acknowledged come again to the next connection."""
        if self._handler is not None:
            await self._handler.close_async()  # type: ignore[no-untyped-call]
            self._handler = None
        if self._after_hello is not None:
            self._after_hello.cancel()
            await asyncio.gather(self._after_hello, return_exceptions=True)


async def check_app_token(client: AsyncWebClient, app_token: str) -> None:
    """Ask for a connection once: the SDK would retry a wrong token for ever, without a word to anyone.

    Raises PermanentError when Slack refuses the token; passing failures are left to the SDK's retries."""
    try:
        await client.apps_connections_open(app_token=app_token)
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        ours = to_ours("apps.connections.open", error, effect=False)
        if isinstance(ours, PermanentError):
            text = f"{ours}. Check SLACK_APP_TOKEN (xapp-, scope connections:write)"
            raise PermanentError(text, code=ours.code) from error
