"""Read-only tools of MCP servers: one session a server, kept open; nothing is called that is not listed and marked."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from bot.domain import ToolCall, ToolResult
from bot.policy import ToolServer

if TYPE_CHECKING:
    from mcp import Client
    from mcp.types import CallToolResult, Tool

log = logging.getLogger(__name__)
_CONNECT_WITHIN_S = 20.0
_LOOK_WITHIN_S = 10.0
_MOST_CHARS = 100_000
_MOST_PAGES = 20


class Refused(Exception):
    """Why a tool was not called, or its result not used; the text goes on the card."""


@asynccontextmanager
async def open_tools(
    servers: Mapping[str, ToolServer], target: Callable[[ToolServer], Any] | None = None
) -> AsyncIterator[McpTools]:
    """The tools of the policy's servers; their sessions are closed at the end. `target` makes of an entry what the MCP
    library connects to."""
    tools = McpTools(servers, target or _target)
    try:
        yield tools
    finally:
        await tools.close()


class McpTools:
    """Fulfils `LiveFacts`."""

    def __init__(self, servers: Mapping[str, ToolServer], target: Callable[[ToolServer], Any]) -> None:
        self._sessions = {name: _Session(name, server, target) for name, server in servers.items()}

    def warm_up(self) -> None:
        """Begin to connect to every server, which may take seconds, without waiting."""
        for session in self._sessions.values():
            session.begin()

    async def look_up(self, calls: Sequence[ToolCall]) -> Sequence[ToolResult]:
        """See LiveFacts."""
        return await asyncio.gather(*(self._one(call) for call in calls))

    async def problems(self) -> dict[tuple[str, str], str]:
        """Why an allowed tool could not be called, by server and tool; empty where it could. Nothing is called."""
        found: dict[tuple[str, str], str] = {}
        for name, session in self._sessions.items():
            for tool in session.server.allow:
                try:
                    await session.usable(tool)
                    found[name, tool] = ""
                except Refused as refused:
                    found[name, tool] = str(refused)
        return found

    async def _one(self, call: ToolCall) -> ToolResult:
        session = self._sessions.get(call.server)
        if session is None:
            return ToolResult(call, failed="no such server in the policy")
        try:
            return ToolResult(call, text=await session.call(call.tool, call.account))
        except Refused as refused:
            return ToolResult(call, failed=str(refused))
        except Exception as error:  # a server of anybody's may break in any way, and costs no more than its own facts
            log.warning("tool %s of %s failed: %s", call.tool, call.server, type(error).__name__, exc_info=error)
            return ToolResult(call, failed="it failed")

    async def close(self) -> None:
        """End all sessions and the servers that we started."""
        await asyncio.gather(*(session.close() for session in self._sessions.values()))


class _Session:
    """One server. A task of its own enters and leaves the client, as the library wants it done in one task."""

    def __init__(self, name: str, server: ToolServer, target: Callable[[ToolServer], Any]) -> None:
        self._name = name
        self.server = server
        self._target = target
        self._task: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[tuple[Client, dict[str, Tool]]] | None = None
        self._stop = asyncio.Event()

    def begin(self) -> asyncio.Future[tuple[Client, dict[str, Tool]]]:
        """The session, now or later; a new one where the last one has ended."""
        if self._ready is None or self._task is None or self._task.done():
            self._stop = asyncio.Event()
            self._ready = asyncio.get_running_loop().create_future()
            self._ready.add_done_callback(_heard)
            self._task = asyncio.create_task(self._hold(self._ready, self._stop), name=f"tools {self._name}")
        return self._ready

    async def usable(self, tool: str) -> None:
        """Raises Refused when the tool could not be called."""
        try:
            async with asyncio.timeout(_LOOK_WITHIN_S):
                _, offered = await asyncio.shield(self.begin())
        except TimeoutError:
            raise Refused("its server cannot be reached") from None
        self._require(tool, offered)

    async def call(self, tool: str, account: str) -> str:
        """The text of a tool's result for an account. Raises Refused."""
        limit = self.server.deadline_s
        try:
            async with asyncio.timeout(limit):
                client, offered = await asyncio.shield(self.begin())
                self._require(tool, offered)
                arguments = {self.server.account_argument: account}
                result = await client.call_tool(tool, arguments, read_timeout_seconds=limit)
        except TimeoutError:
            raise Refused(f"no answer within {limit:g} s") from None
        except Refused:
            raise
        except Exception as error:
            log.warning("the session with %s broke (%s) and is opened anew next time", self._name, type(error).__name__)
            self._stop.set()
            raise Refused("its server cannot be reached") from error
        return _text_of(result)

    def _require(self, tool: str, offered: Mapping[str, Tool]) -> None:
        """Raises Refused unless the policy lists the tool, the server marks it read-only, and it takes the account."""
        if tool not in self.server.allow:
            raise Refused("the policy does not allow it")
        found = offered.get(tool)
        if found is None:
            raise Refused("its server does not offer it")
        marks = found.annotations
        if marks is None or marks.read_only_hint is not True or marks.destructive_hint is True:
            raise Refused("its server does not mark it as read-only")
        taken = found.input_schema.get("properties")
        if not isinstance(taken, dict) or self.server.account_argument not in taken:
            raise Refused(f"it takes no argument {self.server.account_argument!r}, so it cannot be held to an account")

    async def _hold(self, ready: asyncio.Future[tuple[Client, dict[str, Tool]]], stop: asyncio.Event) -> None:
        from mcp import Client  # takes a second to load, and most installations have no tools

        try:
            async with Client(self._target(self.server), read_timeout_seconds=_CONNECT_WITHIN_S) as client:
                ready.set_result((client, await _offered(client)))
                await stop.wait()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.warning("the tool server %s cannot be used: %s", self._name, type(error).__name__, exc_info=error)
            if not ready.done():
                ready.set_exception(Refused("its server cannot be reached"))
        finally:
            if not ready.done():
                ready.cancel()

    async def close(self) -> None:
        """Leave the session; a server that does not let go is left behind after five seconds."""
        if self._task is None:
            return
        self._stop.set()
        if self._ready is not None and not self._ready.done():
            self._task.cancel()
        with suppress(asyncio.CancelledError, TimeoutError):
            await asyncio.wait_for(asyncio.gather(self._task, return_exceptions=True), 5.0)


def _target(server: ToolServer) -> Any:
    """An address for HTTP, or a command for stdio, with the secrets that the environment holds for it."""
    from mcp import StdioServerParameters

    if server.command:
        secrets = {name: os.environ[name] for name in server.env if name in os.environ}
        return StdioServerParameters(command=server.command[0], args=server.command[1:], env=secrets)
    token = os.environ.get(server.token_env or "")
    return _with_token(server.url or "", token, server.deadline_s) if token else server.url


@asynccontextmanager
async def _with_token(url: str, token: str, deadline_s: float) -> AsyncIterator[Any]:
    """What the library reads from and writes to, over HTTP with a bearer token."""
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    timeout = httpx2.Timeout(max(deadline_s, _CONNECT_WITHIN_S))
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=timeout) as http,
        streamable_http_client(url, http_client=http) as streams,
    ):
        yield streams


def _heard(ready: asyncio.Future[Any]) -> None:
    """Whoever waits hears of a failure; where nobody does, it is logged already."""
    if not ready.cancelled():
        ready.exception()


async def _offered(client: Client) -> dict[str, Tool]:
    """All tools of a server by name."""
    found: dict[str, Tool] = {}
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = await client.list_tools(cursor=cursor)
        found |= {tool.name: tool for tool in page.tools}
        cursor = page.next_cursor
        if not cursor:
            break
    return found


def _text_of(result: CallToolResult) -> str:
    """The text blocks of a result, or its structured content, a line a field, where there are none. Raises Refused: an
    error, or nothing."""
    if result.is_error:
        raise Refused("it answered with an error")
    texts = [block.text for block in result.content if block.type == "text"]
    text = ("\n".join(texts) if texts else _lines(result.structured_content)).strip()
    if not text:
        raise Refused("it gave nothing")
    return text[:_MOST_CHARS]


def _lines(structured: object) -> str:
    if not isinstance(structured, dict):
        return ""
    return "\n".join(f"{key}: {v if isinstance(v, str) else json.dumps(v)}" for key, v in structured.items())
