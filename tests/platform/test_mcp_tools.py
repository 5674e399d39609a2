"""Tools over MCP: only what is listed, marked read-only and bound to an account; every failure in words."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from mcp.server import MCPServer
from mcp.types import ToolAnnotations

from bot.domain import ToolCall
from bot.platform.mcp_tools import McpTools, open_tools
from bot.policy import AllowedTool, ToolServer

READS = ToolAnnotations(read_only_hint=True)
TOOLS = ("status", "writes", "unmarked", "destroys", "for_anybody", "breaks", "silent", "slow", "structured")


def build() -> MCPServer:
    server = MCPServer("facts", log_level="CRITICAL")

    @server.tool(annotations=READS)
    def status(account: str) -> str:
        return f"Export of {account} waits."

    @server.tool(annotations=ToolAnnotations(read_only_hint=False))
    def writes(account: str) -> str:
        raise AssertionError(account)

    @server.tool()
    def unmarked(account: str) -> str:
        raise AssertionError(account)

    @server.tool(annotations=ToolAnnotations(read_only_hint=True, destructive_hint=True))
    def destroys(account: str) -> str:
        raise AssertionError(account)

    @server.tool(annotations=READS)
    def for_anybody() -> str:
        raise AssertionError

    @server.tool(annotations=READS)
    def breaks(account: str) -> str:
        raise ValueError(f"secret of {account}")

    @server.tool(annotations=READS)
    def silent(account: str) -> str:
        return " " * len(account)

    @server.tool(annotations=READS)
    async def slow(account: str) -> str:
        await asyncio.Event().wait()
        return account

    @server.tool(annotations=READS)
    def unlisted(account: str) -> str:
        raise AssertionError(account)

    return server


def entry(**changes: Any) -> ToolServer:
    allow = {name: AllowedTool(intents=["any"]) for name in (*TOOLS, "missing")}
    return ToolServer(**{"url": "http://127.0.0.1:1/mcp", "allow": allow, "deadline_s": 10.0, **changes})


@pytest.fixture
async def tools() -> AsyncIterator[McpTools]:
    server = build()
    servers = {"facts": entry(), "hasty": entry(deadline_s=0.1)}
    async with open_tools(servers, target=lambda _: server) as opened:
        yield opened


async def said(tools: McpTools, tool: str, server: str = "facts") -> tuple[str, str]:
    (result,) = await tools.look_up([ToolCall(server, tool, "acme")])
    return result.text, result.failed


async def test_a_read_only_tool_is_called_for_the_account(tools: McpTools) -> None:
    assert await said(tools, "status") == ("Export of acme waits.", "")
    calls = [ToolCall("facts", "status", "acme"), ToolCall("facts", "status", "globex")]
    assert [result.text for result in await tools.look_up(calls)] == [
        "Export of acme waits.",
        "Export of globex waits.",
    ]


@pytest.mark.parametrize(
    ("tool", "why"),
    [
        ("writes", "its server does not mark it as read-only"),
        ("unmarked", "its server does not mark it as read-only"),
        ("destroys", "its server does not mark it as read-only"),
        ("for_anybody", "it takes no argument 'account', so it cannot be held to an account"),
        ("unlisted", "the policy does not allow it"),
        ("missing", "its server does not offer it"),
        ("breaks", "it answered with an error"),
        ("silent", "it gave nothing"),
    ],
)
async def test_what_may_not_be_called_or_gives_nothing_is_told_in_words(tools: McpTools, tool: str, why: str) -> None:
    assert await said(tools, tool) == ("", why)


async def test_a_tool_that_hangs_is_given_up_and_its_server_stays_of_use(tools: McpTools) -> None:
    await said(tools, "status", "hasty")  # connected
    assert await said(tools, "slow", "hasty") == ("", "no answer within 0.1 s")
    assert await said(tools, "status") == ("Export of acme waits.", "")


async def test_a_server_that_is_not_there_costs_its_own_facts_only() -> None:
    async with open_tools({"gone": entry(), "started": entry(url=None, command=["/no/such/program"])}) as tools:
        for server in ("gone", "started"):
            assert await said(tools, "status", server) == ("", "its server cannot be reached")
        assert await said(tools, "status", "unheard_of") == ("", "no such server in the policy")


async def test_what_keeps_a_tool_from_being_called_is_known_without_calling_it(tools: McpTools) -> None:
    problems = await tools.problems()
    assert problems["facts", "status"] == ""
    assert problems["facts", "writes"] == "its server does not mark it as read-only"
    assert problems["facts", "missing"] == "its server does not offer it"


@pytest.mark.parametrize("token", ["", "s3cret"])
async def test_a_server_is_reached_over_http_with_its_token(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTS_TOKEN", token)
    app, heard = build().streamable_http_app(), set[str]()

    async def listening(scope: Any, receive: Any, send: Any) -> None:
        heard.update(value.decode() for name, value in scope.get("headers", ()) if name == b"authorization")
        await app(scope, receive, send)

    door = socket.create_server(("127.0.0.1", 0))
    http = uvicorn.Server(uvicorn.Config(listening, log_level="critical", lifespan="on"))
    serving = asyncio.create_task(http.serve(sockets=[door]))  # callers that come before it is ready wait at the door
    address = f"http://127.0.0.1:{door.getsockname()[1]}/mcp"
    async with open_tools({"facts": entry(url=address, token_env="FACTS_TOKEN")}) as tools:  # noqa: S106
        assert await said(tools, "status") == ("Export of acme waits.", "")
    http.should_exit = True
    await serving
    assert heard == ({"Bearer s3cret"} if token else set())


async def test_the_demos_server_is_started_as_a_command_and_tells_each_account_its_own() -> None:
    allow = {"export_status": AllowedTool(intents=["any"]), "order_status": AllowedTool(intents=["any"])}
    command = [sys.executable, "-m", "bot.demo.account_tools"]
    async with open_tools({"demo": ToolServer(command=command, allow=allow, deadline_s=60)}) as tools:
        names = [("export_status", "acme"), ("export_status", "globex"), ("order_status", "globex")]
        found = await tools.look_up([ToolCall("demo", tool, account) for tool, account in names])
    assert [result.failed for result in found] == ["", "", ""]
    assert "EX-2041" in found[0].text
    assert "EX-2041" not in found[1].text
    assert found[2].text == "There are no orders on record."
