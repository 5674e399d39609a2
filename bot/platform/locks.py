"""Locks on files, which the system frees when a process dies: one running bot a DATA_DIR, one writer an index."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.errors import ConfigError

NAME = "run.lock"
File = IO[str] | int


def take(file: File) -> None:
    """Hold an open file alone, waiting until nobody else does. Closing the file frees it."""
    fcntl.flock(file, fcntl.LOCK_EX)


def try_take(file: File, *, shared: bool = False) -> bool:
    """Hold an open file at once, alone or beside other readers; False when somebody else's lock forbids it."""
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def data_dir_lock(data_dir: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the folder for one running bot: two would answer everybody twice. `shared`: beside others that hold it so,
    where PostgreSQL keeps them apart.

    Raises ConfigError when another process holds it, or when the folder cannot be written."""
    path = data_dir / NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}); make DATA_DIR writable") from None
    try:
        if not try_take(handle, shared=shared):
            holder = _holder(handle)
            who = f"process {holder}" if holder else "another process"
            raise ConfigError(
                f"{path}: {who} runs on this DATA_DIR already; stop it, or set another DATA_DIR for this one"
            )
        os.truncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def running_on(data_dir: Path) -> int | None:
    """The process id of the bot that holds the folder; None when none does. A bot that starts is not disturbed."""
    try:
        handle = os.open(data_dir / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        holder = _holder(handle)
        # The lock is tried only when that process lives: even a shared one, held for a moment, could turn a start away.
        if not (holder and _lives(holder)):
            return None
        # Several bots may hold it beside each other, as this look would.
        return None if try_take(handle, shared=True) and try_take(handle) else holder
    finally:
        os.close(handle)


def _holder(handle: int) -> int | None:
    text = os.pread(handle, 32, 0).decode(errors="replace").strip()
    return int(text) if text.isdigit() else None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True  # somebody else's process
    except (OSError, OverflowError):
        return False
    return True
