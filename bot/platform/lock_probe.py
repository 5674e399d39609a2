"""Tells whether a bot runs on a DATA_DIR, without getting in the way of one that starts."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from bot.platform.lockfile import NAME


def running_on(data_dir: Path) -> int | None:
    """The process id of the bot that holds the folder; None when none does."""
    try:
        handle = os.open(data_dir / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        holder = os.pread(handle, 32, 0).decode(errors="replace").strip()
        # The lock is tried only when that process lives: even a shared one, held for a moment, could turn a start away.
        return int(holder) if holder.isdigit() and _lives(int(holder)) and _is_held(handle) else None
    finally:
        os.close(handle)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True  # somebody else's process
    except (OSError, OverflowError):
        return False
    return True


def _is_held(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    return False
