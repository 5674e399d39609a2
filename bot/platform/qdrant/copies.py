"""A process's own copy of a built folder: engines lock what they open, and a build is never written again."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.platform.locks import take, try_take

_PART = 1 << 20


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """A copied folder, held by a lock that the system frees when the process dies."""

    folder: Path
    held: IO[str]

    def remove(self) -> None:
        """Delete the copy; its owner must have closed it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        lock_file = _lock_of(self.folder)
        lock_file.unlink(missing_ok=True)
        self.held.close()


def copy_of(source: Path, copies: Path) -> OwnCopy:
    """Copy `source` below `copies`. Raises OSError, FileNotFoundError among them when the source is gone."""
    copies.mkdir(parents=True, exist_ok=True)
    sweep(copies)
    held = tempfile.NamedTemporaryFile("a", prefix=".new-", dir=copies, delete=False)  # noqa: SIM115
    take(held)
    # Locked before it has a name that `sweep` looks for, so that nobody takes a copy in the making for a dead one.
    folder = copies / Path(held.name).name.replace(".new-", "copy-")
    Path(held.name).rename(_lock_of(folder))
    folder.mkdir()
    copy = OwnCopy(folder, held)
    try:
        shutil.copytree(source, folder, copy_function=copy_with_holes, dirs_exist_ok=True)
    except BaseException:
        copy.remove()
        raise
    return copy


def copy_with_holes(source: str, target: str) -> None:
    """Copy what a file holds and leave its holes: engines reserve far more than they fill.

    For `shutil.copytree`. Raises OSError."""
    with Path(source).open("rb") as read, Path(target).open("wb") as written:
        from_, to = read.fileno(), written.fileno()
        size = os.fstat(from_).st_size
        os.truncate(to, size)
        start = _next_data(from_, 0, size)
        while start < size:
            hole = os.lseek(from_, start, os.SEEK_HOLE)
            while start < hole and (part := os.pread(from_, min(hole - start, _PART), start)):
                start += os.pwrite(to, part, start)
            start = _next_data(from_, hole, size)


def _next_data(file: int, start: int, size: int) -> int:
    try:
        return os.lseek(file, start, os.SEEK_DATA)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return size  # nothing but a hole is left


def sweep(copies: Path) -> None:
    """Delete the copies that no living process holds."""
    for lock_file in copies.glob("copy-*.lock"):
        with lock_file.open("a") as held:
            if not try_take(held):
                continue
            shutil.rmtree(lock_file.with_suffix(""), ignore_errors=True)
            lock_file.unlink(missing_ok=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_suffix(".lock")
