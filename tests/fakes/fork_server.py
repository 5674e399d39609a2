"""`python -m bot` in a moment: a fork of a process that has imported the bot already.

A bot's process takes two seconds of a core to import what it is made of. What is started here has memory, signals,
files and an end of its own as any process has; only its imports are done. `python -m tests.fakes.fork_server SOCKET`
serves until its stdin is closed."""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import random
import runpy
import selectors
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
IMPORTED = (
    *("bot.app", "bot.cli.run", "bot.cli.ask", "bot.operations.operations"),
    # What fastembed imports but onnxruntime, which has a thread and waits for its end, also in a fork, which has none.
    *("requests", "huggingface_hub.hf_api", "tokenizers", "PIL.Image"),
)
_LARGEST = 1024 * 1024


class Forked:
    """A process that a server has started; as much of asyncio's Process as those who run bots need."""

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._watched = asyncio.create_task(self._watch(connection))

    async def _watch(self, connection: socket.socket) -> int:
        with connection:
            told = await asyncio.get_running_loop().sock_recv(connection, 100)
        self.returncode = int(told or -signal.SIGKILL)
        return self.returncode

    async def wait(self) -> int:
        """How it ended."""
        return await asyncio.shield(self._watched)

    def send_signal(self, number: int) -> None:
        """Raises ProcessLookupError when it has ended."""
        if self.returncode is not None:
            raise ProcessLookupError
        os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """Starts at the first `spawn`, ends with `close`."""

    def __init__(self, folder: Path) -> None:
        self._path, self._process = folder / "fork.sock", None

    async def spawn(
        self, arguments: Sequence[str], cwd: Path, env: Mapping[str, str], out: IO[bytes], err: IO[bytes]
    ) -> Forked:
        """Run `python -m arguments…` with nothing on its stdin."""
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.fakes.fork_server", str(self._path)),
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            assert self._process.stdout
            assert await self._process.stdout.readline() == b"ready\n"
        loop = asyncio.get_running_loop()
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.setblocking(False)
        await loop.sock_connect(connection, str(self._path))
        order = json.dumps({"arguments": list(arguments), "cwd": str(cwd), "env": dict(env)}).encode()
        assert len(order) < _LARGEST
        socket.send_fds(connection, [order], [out.fileno(), err.fileno()])
        return Forked(int(await loop.sock_recv(connection, 100)), connection)

    async def close(self) -> None:
        """End the server; what it started goes on."""
        if self._process is not None:
            assert self._process.stdin
            self._process.stdin.close()
            await self._process.wait()


def serve(path: str) -> list[str]:
    """Start what is asked for until stdin is closed; returns in the children alone, with their arguments."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listening.bind(path)
    listening.listen(64)
    selector = selectors.DefaultSelector()
    selector.register(listening, selectors.EVENT_READ)
    selector.register(sys.stdin, selectors.EVENT_READ)
    children: dict[int, tuple[int, socket.socket]] = {}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        for key, _ in selector.select():
            if key.fileobj is sys.stdin:
                sys.exit(0)
            if key.fileobj is listening:
                connection, _ = listening.accept()
                order, handles, _, _ = socket.recv_fds(connection, _LARGEST, 2)
                pid = os.fork()
                if not pid:
                    # Each by its object: what the collector finds later would close somebody else's number.
                    for held in (selector, listening, connection, *(other for _, other in children.values())):
                        held.close()
                    _become(json.loads(order), handles)
                    os.closerange(3, 1024)
                    return list(json.loads(order)["arguments"])
                for handle in handles:
                    os.close(handle)
                ended = os.pidfd_open(pid)
                children[ended] = pid, connection
                selector.register(ended, selectors.EVENT_READ)
                connection.send(str(pid).encode())
            else:
                pid, connection = children.pop(key.fd)
                selector.unregister(key.fd)
                os.close(key.fd)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                with suppress(OSError):  # who asked for it may be gone
                    connection.send(str(code).encode())
                connection.close()


def _become(order: Mapping[str, object], handles: Sequence[int]) -> None:
    for number, handle in enumerate((os.open(os.devnull, os.O_RDONLY), *handles)):
        os.dup2(handle, number)
    os.chdir(str(order["cwd"]))
    os.environ.clear()
    env = order["env"]
    assert isinstance(env, dict)
    os.environ.update(env)
    random.seed()


def main() -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the children share these pages as long as no collector writes to them
    module, *arguments = serve(sys.argv[1])
    sys.argv[1:] = arguments
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
