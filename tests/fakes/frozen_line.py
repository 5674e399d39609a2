"""A line to a server that can be frozen: what is sent over it is taken and goes nowhere, and nothing ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class FrozenLine:
    """Listens on loopback at `port`, and hands on in both directions until `freeze`."""

    def __init__(self) -> None:
        self.port = 0
        self._flows = asyncio.Event()
        self._flows.set()
        self._tasks = set[asyncio.Task[None]]()

    def freeze(self) -> None:
        """Nothing comes through any more, on lines that stand and on new ones."""
        self._flows.clear()

    def thaw(self) -> None:
        """All that was held up comes through."""
        self._flows.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One direction, to its end."""
        try:
            while data := await reader.read(65_536):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    def go(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin to carry."""
        task = asyncio.ensure_future(self.carry(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Cut everything off."""
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def frozen_line(host: str, port: int) -> AsyncIterator[FrozenLine]:
    """A line to a server, which flows at first."""
    line = FrozenLine()

    async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(host, port)
        line.go(reader, back)
        line.go(there, writer)

    server = await asyncio.start_server(joined, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        await line.end()
