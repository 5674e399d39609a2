"""One running bot for one DATA_DIR: two would answer everybody twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import ConfigError

NAME = "run.lock"


@contextmanager
def data_dir_lock(data_dir: Path) -> Iterator[None]:
    """Hold the folder. The system lets go of it when the process ends, however it ends.

    Raises ConfigError when another process holds it, or when the folder cannot be written."""
    path = data_dir / NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}); make DATA_DIR writable") from None
    try:
        _take(handle, path)
        os.truncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(handle, 32, 0).decode(errors="replace").strip()
        who = f"process {holder}" if holder.isdigit() else "another process"
        raise ConfigError(
            f"{path}: {who} runs on this DATA_DIR already; stop it, or set another DATA_DIR for this one"
        ) from None
