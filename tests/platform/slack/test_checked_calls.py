"""A process that may have been given up meanwhile sends nothing: every call is checked up to its first byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio

from bot.errors import TransientError
from bot.platform.slack.socket import checked

REPLY = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}'
BODY = {"channel": "C1", "text": "an answer"}


@dataclass
class Wire:
    """A server's end of the line, and a check that begins to refuse at a given time of asking."""

    address: str = ""
    heard: bytes = b""
    asked: int = 0
    refuse_at: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what ends as a call of ours does; keep all that came."""
        while part := await reader.read(4096):
            self.heard += part
            if b"answer" in self.heard:
                writer.write(REPLY)
        writer.close()

    def check(self) -> None:
        """As the fleet's: raises once the work may be another's."""
        self.asked += 1
        if self.refuse_at and self.asked >= self.refuse_at:
            raise TransientError("another may have its work")

    async def call(self) -> bool:
        """One call over a connection of its own; whether it was made."""
        async with aiohttp.ClientSession() as session:
            checked(session, self.check)
            try:
                async with session.post(self.address, data=BODY) as response:
                    return bool((await response.json())["ok"])
            except (TransientError, aiohttp.ClientError):
                return False


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    made = Wire()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    async with server:
        made.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        yield made


async def test_a_call_is_checked_before_its_connection_and_before_its_body(wire: Wire) -> None:
    assert await wire.call()
    assert wire.asked == 2
    assert b"text=an+answer" in wire.heard


@pytest.mark.parametrize("refuse_at", [1, 2])
async def test_whichever_check_refuses_not_a_byte_is_sent(wire: Wire, refuse_at: int) -> None:
    wire.refuse_at = refuse_at
    assert not await wire.call()
    assert wire.asked == refuse_at
    wire.refuse_at = 0
    assert await wire.call()
    assert wire.heard.count(b"POST") == 1
