"""A PostgreSQL of a bench's own: a fresh cluster in a temporary folder on a free port, by an ordinary user, gone after.

Its commits are not forced to the disk, which no kill of a bot can tell."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bot.errors import ConfigError, TransientError

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
ORDINARY = ("postgres", "nobody")  # who runs the server where we are root, which PostgreSQL refuses
START_TRIES = 150
SETTINGS = ("fsync=off", "max_connections=200", "listen_addresses=127.0.0.1")


class OwnPostgres:
    """A cluster in a folder. `address` names no database."""

    def __init__(self, programs: Path, folder: Path, owner: pwd.struct_passwd | None) -> None:
        self._programs, self._folder, self._owner = programs, folder, owner
        self._port = _free_port()
        self._server: asyncio.subprocess.Process | None = None
        self.address = f"postgresql://earnest@127.0.0.1:{self._port}"

    async def make(self) -> None:
        """Write the cluster's files."""
        how = ("-D", str(self._folder / "data"), "-U", "earnest", "-A", "trust", "-N", "-E", "UTF8")
        await _done(self._programs / "initdb", *how, owner=self._owner)

    async def start(self) -> None:
        """Start the server and wait until it answers. Raises TransientError."""
        options = [part for each in SETTINGS for part in ("-c", each)]
        place = ("-D", str(self._folder / "data"), "-p", str(self._port), "-k", str(self._folder))
        self._server = await _started(self._programs / "postgres", *place, *options, owner=self._owner)
        await _answers(self.address, self._server)

    async def stop(self) -> None:
        """Cut all connections off and end; what was committed is there at the next start."""
        if self._server is not None:
            if self._server.returncode is None:
                self._server.send_signal(signal.SIGINT)  # its fast shutdown
            await self._server.wait()


@asynccontextmanager
async def own_postgres() -> AsyncIterator[OwnPostgres]:
    """A running server. Raises ConfigError where PostgreSQL is not installed."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="earnest-pg-"))
    owner = _owner()
    try:
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        server = OwnPostgres(programs, folder, owner)
        await server.make()
        try:
            await server.start()
            yield server
        finally:
            await server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_database(server: str, name: str) -> str:
    """A new database; its address."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{server}/{name}"


def _programs() -> Path:
    known = shutil.which("postgres")
    found = [Path(known).resolve().parent] if known else []
    for pattern in PLACES:
        found += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise ConfigError(
        "bench fleet needs PostgreSQL's own programs (initdb, postgres); install PostgreSQL and try again"
    )


def _owner() -> pwd.struct_passwd | None:
    if os.getuid() != 0:
        return None
    for name in ORDINARY:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ConfigError("PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def _started(program: Path, *arguments: str, owner: pwd.struct_passwd | None) -> asyncio.subprocess.Process:
    who: dict[str, Any] = {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    return await asyncio.create_subprocess_exec(
        str(program),
        *arguments,
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        **who,
    )


async def _done(program: Path, *arguments: str, owner: pwd.struct_passwd | None) -> None:
    process = await _started(program, *arguments, owner=owner)
    if await process.wait() != 0:
        raise TransientError(f"{program.name} ended with {process.returncode}; is the temporary folder full?")


async def _answers(address: str, server: asyncio.subprocess.Process) -> None:
    for _ in range(START_TRIES):
        if server.returncode is not None:
            break
        try:
            psycopg.connect(f"{address}/postgres", connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            await asyncio.sleep(0.2)
    raise TransientError("the bench's PostgreSQL did not start")
