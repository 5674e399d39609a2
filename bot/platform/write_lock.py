"""The right to write a folder: held by a lock on a file, and lost by whoever shows no life for long to the next."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.errors import TransientError
from bot.platform.locks import try_take

BEAT_EVERY_S = 3.0
LOST_AFTER_S = 120.0  # building an index may keep all threads of a process waiting for most of a minute
Check = Callable[[], None]


@contextmanager
def write_lock(path: Path, what: str) -> Iterator[Check]:
    """Hold the file at `path`, which is to be asked, by what is yielded, before each thing that others see: it raises
    TransientError where another has gone on. The system frees the lock when the process dies.

    `what` holds it, for people. Raises TransientError while another does who shows life."""
    held = _take(path, what)
    ended = threading.Event()

    def check() -> None:
        if not _is_at(held, path):
            raise TransientError(f"this {what} was stopped for so long that another went on: run it again")

    try:
        held.write(f"{os.getpid()}\n")
        held.flush()
        threading.Thread(target=_beat, args=(held.fileno(), ended), name="lock", daemon=True).start()
        yield check
    except Exception:
        check()  # what another took away fails in many ways
        raise
    finally:
        ended.set()
        held.truncate(0)
        held.close()


def _take(path: Path, what: str) -> IO[str]:
    held = path.open("a", encoding="ascii")
    if try_take(held) and _is_at(held, path):
        return held
    held.close()
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    mine = fresh.open("w", encoding="ascii")
    try_take(mine)
    # Times of one file system, so that it need not be this machine's. A release that says nothing leaves it empty.
    other = path.stat()
    if other.st_size and fresh.stat().st_mtime - other.st_mtime > LOST_AFTER_S:
        fresh.replace(path)
        return mine
    mine.close()
    fresh.unlink()
    raise TransientError(f"another {what} is running on this DATA_DIR: wait until it has ended")


def _is_at(held: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(held.fileno()), path.stat())
    except OSError:
        return False


def _beat(file: int, ended: threading.Event) -> None:
    while not ended.wait(BEAT_EVERY_S):
        try:
            os.utime(file)
        except OSError:  # closed meanwhile
            return
